/**
 * Cache policies on one stream of requests: LRU on a Map's order, LFU with buckets, FIFO.
 * Main loop: request. Arguments: `120`.
 */
import { Fifo, Lfu, Lru, type Cache } from "./caches.js";

const total = Number(process.argv[2] ?? 50_000) * Number(process.env["SCALE"] ?? 1);
const caches: Cache<string, { size: number }>[] = [new Lru(6), new Lfu(6), new Fifo(6)];
const hits = new WeakMap<object, number>(caches.map((cache) => [cache, 0]));
let hot = 3;

function* requests(): Generator<string> {
  for (let count = 0; count < total; count++) yield `/item/${Math.floor(Math.random() ** hot * 20)}`;
}

const urls = [...requests()];
let served = 0;
for (const request of urls) {
  for (const cache of caches) {
    const found = cache.get(request);
    if (found !== undefined) hits.set(cache, hits.get(cache)! + 1);
    else cache.set(request, { size: request.length });
  }
  served++;
  if (served % 20 === 0) {
    hot = 1 + (served % 3);
    console.log(served, caches.map((cache) => `${cache.constructor.name} ${cache.keys().join(" ")}`).join(" | "));
  }
}
for (const cache of caches) console.log(cache.constructor.name, ((100 * hits.get(cache)!) / total).toFixed(1) + "%", cache.evicted);
