/**
 * A reactive store on Proxy objects: tracked reads, effects that run again, computed values, batched updates.
 * Main loop: update. Arguments: `20`.
 */
import { batch, computed, effect, reactive } from "./reactive.js";

const store = reactive({ count: 0, items: [] as { name: string; price: number }[], user: { name: "ada", visits: 0 } });
const total = computed(() => store.items.reduce((sum, { price }) => sum + price, 0));
let renders = 0;
let page = "";
effect(() => {
  renders++;
  page = `${store.user.name} ${store.count} ${total.value.toFixed(2)}`;
});
effect(() => {
  if (store.count > 5) store.user.visits = store.count - 5;
});

const updates = Number(process.argv[2] ?? 2000) * Number(process.env["SCALE"] ?? 1);
for (let update = 0; update < updates; update++) {
  batch(() => {
    store.count++;
    if (update % 3 === 0) store.items.push({ name: `item ${update}`, price: Math.random() * 10 });
    if (update % 7 === 6) store.items.shift();
  });
  if (update % 5 === 4) store.user.name = store.user.name === "ada" ? "bob" : "ada";
  console.log(update, page, renders, store.user.visits);
}
console.log(renders, store.items.length, total.value);
