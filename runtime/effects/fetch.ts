/**
 * `fetch`: answers of the network are effects (effects.ts), for packages too. What the program gets is the object that the language gave; the pieces of
 * its body are kept as they are read. A replay gets the same answers and asks nobody.
 *
 * Invariants
 * 1. A question is known by its method, its address and its body: a replay that asks something else, or once more, is told and not used.
 * 2. Addresses are kept without what follows the path, which may hold a secret: a hash stands for it.
 */
import { types } from "node:util";
import { AS_IT_IS, type Effects, type Shape } from "./effects.ts";
import { sha256 } from "../format/built-in.ts";
import { textThen } from "../format/replayed-paths.ts";
import { plainMember } from "../members.ts";

/** Puts a `fetch` that keeps its answers in the place of the language's. */
export function replaceFetch(effects: Effects): void {
  const property = Object.getOwnPropertyDescriptor(globalThis, "fetch");
  const native = property?.value as typeof fetch | undefined;
  if (typeof native !== "function") return;
  const replaced = {
    fetch(input: Question, ...[init]: [init?: RequestInit]): Promise<Response> {
      const named = nameIn(input, init);
      if (named === null) return native(input, init);
      const asked = { effects, ...named };
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

/** The language tells what is wrong with a question. */
function nameIn(input: Question, init: RequestInit | undefined): Omit<Asked, "effects"> | null {
  try {
    return nameOf(input, init);
  } catch {
    return null;
  }
}

/** `fetch POST https://host/path 0123456789ab` */
function nameOf(input: Question, init: RequestInit | undefined): Omit<Asked, "effects"> | null {
  const address = addressOf(input);
  if (address === null) return null;
  const given = plainMember(init, "method") ?? (typeof input === "object" && "method" in input ? input.method : "GET");
  const method = typeof given === "string" ? given.toUpperCase() : "?";
  const query = /[?#]/.exec(address)?.index ?? address.length;
  const hash = sha256(Buffer.concat([Buffer.from(`${address}\n`), bodyBytes(plainMember(init, "body"))])).slice(0, 12);
  const name = `fetch ${method} ${address.slice(0, query).replace(/\/\/[^/@]*@/, "//")} ${hash}`;
  return { name, address: URL.canParse(address) ? new URL(address).href.replace(/#.*/, "") : address };
}

/** Null for what is asked for in another way, and would be called by finding out. */
function addressOf(input: Question): string | null {
  if (typeof input === "string") return input;
  if (typeof input !== "object" || input === null || types.isProxy(input)) return null;
  const prototype: unknown = Object.getPrototypeOf(input);
  if (prototype === URL.prototype) return (input as URL).href;
  return prototype === Request.prototype ? (input as Request).url : null;
}

/** Bodies that can only be read once are not told apart. */
function bodyBytes(body: unknown): Uint8Array {
  if (types.isProxy(body)) return new Uint8Array();
  if (typeof body === "string" || body instanceof URLSearchParams) return Buffer.from(textThen(String(body)));
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return types.isArrayBuffer(body) ? new Uint8Array(body) : new Uint8Array();
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
    seen: (response, number) => withBody(response, { ...asked, number }),
    give: (kept, number) => {
      const { hasBody, ...answer } = kept as Answer;
      const about = { ...answer, url: answer.url ?? asked.address };
      const { status, headers } = answer;
      const response = constant(named(new Response(hasBody ? piecesOf(null, { ...asked, number }) : null, { status, headers }), about));
      hide(response, "clone", { writable: true, value: { clone: () => named(Response.prototype.clone.call(response), about) }.clone });
      return response;
    },
  };
}

type About = Pick<Response, "url" | "redirected" | "statusText"> & { readonly type: string };

/** What `new Response` cannot be given, or would refuse. */
function named(response: Response, { url, redirected, type, statusText }: About): Response {
  for (const [key, value] of Object.entries({ url, redirected, type, statusText })) hide(response, key, { value });
  return response;
}

function hide(response: Response, key: string, property: PropertyDescriptor): void {
  Object.defineProperty(response, key, { configurable: true, ...property });
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

interface Answered extends Asked {
  /** Of the effect that gave the answer. */
  readonly number: number;
}

/** The same object, whose body is read through effects from now on. */
function withBody(response: Response, asked: Answered): Response {
  const native = response.body;
  if (native === null) return response;
  const { status, headers } = response;
  const about = { url: response.url, redirected: response.redirected, type: response.type, statusText: response.statusText };
  let made: Response | null = null;
  const read = (): Response => (made ??= named(new Response(piecesOf(native, asked), { status, headers }), about));
  for (const key of readsOf(Response.prototype)) {
    const own = (Response.prototype as unknown as Record<string, () => unknown>)[key]!;
    hide(response, key, { writable: true, value: { [key]: () => own.call(read()) }[key] });
  }
  hide(response, "clone", { writable: true, value: { clone: () => named(read().clone(), about) }.clone });
  hide(response, "body", { get: () => read().body });
  hide(response, "bodyUsed", { get: () => made?.bodyUsed ?? false });
  return response;
}

const PIECES: Shape<Uint8Array | null> = { ...AS_IT_IS, isOfLanguage: true, isInTurn: true };

/** The pieces of a body, one effect each. @param native - null in a replay */
function piecesOf(native: ReadableStream<Uint8Array> | null, { effects, name, number }: Answered): ReadableStream<Uint8Array> {
  const reader = native?.getReader();
  const next = async (): Promise<Uint8Array | null> => {
    if (reader === undefined) throw new Error("a replay has no network: the rest of this body was not kept");
    const { done, value } = await reader.read();
    return done ? null : new Uint8Array(value);
  };
  return new ReadableStream({
    type: "bytes",
    async pull(controller): Promise<void> {
      const piece = await effects.run<Promise<Uint8Array | null>>(`body ${number} of ${name}`, next, PIECES);
      if (piece !== null) return controller.enqueue(piece);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}
