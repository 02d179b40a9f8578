import makeImage from "image-maker";
import path from "path";

export default async (options) => {
  const target = path.resolve(options.target);
  return target;
};
