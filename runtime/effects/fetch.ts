/**
 * `fetch`: answers of the network are effects (effects.ts), for packages too. What the program gets is the object that the language gave; the pieces of
 * its body are kept as they are read. A replay gets the same answers and asks nobody.
 *
 * Invariants
 * 1. A question is known by its method, its address and its body: a replay that asks something else, or once more, is told and not used.
 * 2. Addresses are kept without what follows the path, which may hold a secret: a hash stands for it.
 */
import type { Effects, Shape } from "./effects.ts";
import { sha256 } from "../format/built-in.ts";

/** Puts a `fetch` that keeps its answers in the place of the language's. */
export function replaceFetch(effects: Effects): void {
  const property = Object.getOwnPropertyDescriptor(globalThis, "fetch");
  const native = property?.value as typeof fetch | undefined;
  if (typeof native !== "function") return;
  const replaced = {
    fetch(input: Question, ...[init]: [init?: RequestInit]): Promise<Response> {
      const asked = { effects, ...nameOf(input, init) };
      return effects.run(asked.name, () => native(input, init), answerOf(asked));
    },
  }.fetch;
  Object.defineProperty(globalThis, "fetch", { ...property, value: replaced });
}

type Question = string | URL | Request;

interface Asked {
  readonly effects: Effects;
  readonly name: string;
  /** As the answer says it, where nobody led elsewhere. */
  readonly address: string;
}

/** `fetch POST https://host/path 0123456789ab` */
function nameOf(input: Question, init: RequestInit | undefined): Omit<Asked, "effects"> {
  const isRequest = typeof input === "object" && !(input instanceof URL) && "url" in input;
  const address = isRequest ? input.url : String(input);
  const method = init?.method ?? (isRequest ? input.method : "GET");
  const query = /[?#]/.exec(address)?.index ?? address.length;
  const hash = sha256(Buffer.concat([Buffer.from(`${address}\n`), bodyBytes(init?.body)])).slice(0, 12);
  const name = `fetch ${method.toUpperCase()} ${address.slice(0, query).replace(/\/\/[^/@]*@/, "//")} ${hash}`;
  return { name, address: URL.canParse(address) ? new URL(address).href.replace(/#.*/, "") : address };
}

/** Bodies that can only be read once are not told apart. */
function bodyBytes(body: unknown): Uint8Array {
  if (typeof body === "string" || body instanceof URLSearchParams) return Buffer.from(String(body));
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return body instanceof ArrayBuffer ? new Uint8Array(body) : new Uint8Array();
}

interface Answer {
  readonly status: number;
  readonly statusText: string;
  /** Null where it is the one that was asked for. */
  readonly url: string | null;
  readonly redirected: boolean;
  readonly type: string;
  readonly headers: [string, string][];
  readonly hasBody: boolean;
}

function pairsOf(headers: Headers): [string, string][] {
  const pairs: [string, string][] = [];
  headers.forEach((value, key) => pairs.push([key, value]));
  return pairs;
}

function answerOf(asked: Asked): Shape<Response> {
  return {
    isOfLanguage: true,
    keep: ({ status, statusText, url, redirected, type, headers, body }): Answer => ({
      status,
      statusText,
      url: url === asked.address ? null : url,
      redirected,
      type,
      headers: pairsOf(headers),
      hasBody: body !== null,
    }),
    seen: (response) => withBody(response, asked),
    give: (kept) => {
      const answer = kept as Answer;
      const response = constant(named(new Response(null, answer), { ...answer, url: answer.url ?? asked.address }));
      return answer.hasBody ? withBody(response, asked, true) : response;
    },
  };
}

/** What `new Response` cannot be given. */
function named(response: Response, { url, redirected, type }: Pick<Response, "url" | "redirected"> & { readonly type: string }): Response {
  for (const [key, value] of Object.entries({ url, redirected, type })) Object.defineProperty(response, key, { value, configurable: true });
  return response;
}

/** Headers of an answer cannot be changed; the language tells how it refuses that. */
function constant(response: Response): Response {
  const refused = Response.error().headers as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const key of ["append", "delete", "set"])
    Object.defineProperty(response.headers, key, {
      writable: true,
      configurable: true,
      value: (...given: unknown[]): unknown => Reflect.apply(refused[key]!, refused, given),
    });
  return response;
}

/** What asks for the body: all that can be called of a response, but for what makes another one. */
function readsOf(prototype: object): string[] {
  return Object.getOwnPropertyNames(prototype).filter(
    (key) => key !== "constructor" && key !== "clone" && key !== "toString" && typeof Object.getOwnPropertyDescriptor(prototype, key)!.value === "function",
  );
}

/** The same object, whose body is read through effects from now on. @param isPast - in a replay */
function withBody(response: Response, asked: Asked, isPast = false): Response {
  const native = isPast ? null : response.body;
  if (native === null && !isPast) return response;
  const { status, statusText, headers, url, redirected, type } = response;
  const copied = (other: Response): Response => named(other, { url, redirected, type });
  let made: Response | null = null;
  const read = (): Response => (made ??= copied(new Response(piecesOf(native, asked), { status, statusText, headers })));
  const hide = (key: string, property: PropertyDescriptor): void => void Object.defineProperty(response, key, { configurable: true, ...property });
  for (const key of readsOf(Response.prototype)) {
    const native = (Response.prototype as unknown as Record<string, (() => unknown) | undefined>)[key];
    if (native !== undefined) hide(key, { writable: true, value: { [key]: () => native.call(read()) }[key] });
  }
  hide("clone", { writable: true, value: { clone: () => copied(read().clone()) }.clone });
  hide("body", { get: () => read().body });
  hide("bodyUsed", { get: () => made?.bodyUsed ?? false });
  return response;
}

/** The pieces of a body, one effect each. @param native - null in a replay */
function piecesOf(native: ReadableStream<Uint8Array> | null, { effects, name }: Asked): ReadableStream<Uint8Array> {
  const reader = native?.getReader();
  const next = async (): Promise<Uint8Array | null> => {
    if (reader === undefined) throw new Error("a replay has no network: the rest of this body was not kept");
    const { done, value } = await reader.read();
    return done ? null : new Uint8Array(value);
  };
  return new ReadableStream({
    type: "bytes",
    async pull(controller): Promise<void> {
      const piece = await effects.run(`body of ${name}`, next);
      if (piece !== null) return controller.enqueue(piece);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}
