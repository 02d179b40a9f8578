import { load } from './load.ts';

export function run(name: string): number {
  const rows = load(name, 'train', 'rows');
  return rows.length;
}
