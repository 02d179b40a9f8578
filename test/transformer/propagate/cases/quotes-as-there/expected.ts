import { load } from './load.ts';

export function run(name: string): number {
  const rows = load(name, 'train', 'rows');
  console.log('rows', rows.length, "it's");
  return rows.length;
}
