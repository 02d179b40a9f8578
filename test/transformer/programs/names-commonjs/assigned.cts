let n = 0; export = () => n++;
