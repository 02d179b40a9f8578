import makeImage from "image-maker";
import path from "path";

export default async (options) => {
  const target = path.resolve(options.target);
  console.log("target", makeImage.version, target);
  return target;
};
