export const value = await Promise.resolve(5);
export default class Made {}
