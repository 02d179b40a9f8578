exports.kept = () => 7;
