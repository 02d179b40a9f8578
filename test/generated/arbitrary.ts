/** Random programs: fast-check arbitraries of {@link Program}, and one program by seed and number. */
import fc from "fast-check";
import { KINDS } from "./kinds/index.ts";
import { LOOP_FORMS } from "./loop-forms.ts";
import { CALLS, CONTROLS, PLACES, type LoopStatement, type Program, type State, type Statement } from "./program.ts";

const n: fc.Arbitrary<number> = fc.nat(11);
const index = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat(list.length - 1);
const which: fc.Arbitrary<number> = fc.nat(5);

const state: fc.Arbitrary<State> = fc.record({
  kind: index(KINDS),
  home: fc.constantFrom("local", "local", "module", "other module"),
  binding: fc.constantFrom("let", "const", "var"),
  x: n,
});

const change = fc.record({ do: fc.constant("change" as const), state: which, op: which, n });
const print = fc.record({ do: fc.constant("print" as const), state: which });
const link = fc.record({ do: fc.constant("link" as const), state: which, to: which });
const capture = fc.record({ do: fc.constant("capture" as const), n });
const wait = fc.record({ do: fc.constant("wait" as const), n });
const control = fc.record({ do: fc.constant("control" as const), control: index(CONTROLS), depth: fc.nat(2), n });

/** Statements with `loops` more levels of loops and `blocks` more levels of everything else that has a body. */
function statements(loops: number, blocks: number, maxLength = 4): fc.Arbitrary<Statement[]> {
  return fc.array(statement(loops, blocks), { maxLength, minLength: 1, size: "max" });
}

function statement(loops: number, blocks: number): fc.Arbitrary<Statement> {
  const choices: (fc.MaybeWeightedArbitrary<Statement> & { weight: number; arbitrary: fc.Arbitrary<Statement> })[] = [
    { weight: 10, arbitrary: change },
    { weight: 4, arbitrary: print },
    { weight: 1, arbitrary: link },
    { weight: 1, arbitrary: capture },
    { weight: 1, arbitrary: wait },
    { weight: 3, arbitrary: control },
  ];
  if (loops > 0) choices.push({ weight: 4, arbitrary: loop(loops - 1, blocks) });
  if (blocks > 0) {
    const body = statements(loops, blocks - 1, 3);
    const caught: fc.Arbitrary<Statement[] | null> = fc.option(statements(0, 0, 2), { freq: 4 });
    const lastly: fc.Arbitrary<Statement[] | null> = fc.option(statements(0, 0, 2), { freq: 2 });
    choices.push(
      { weight: 2, arbitrary: fc.record({ do: fc.constant("if" as const), n, body, otherwise: statements(0, 0, 2) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant("switch" as const),
          n,
          cases: fc.array(statements(0, blocks - 1, 2), { minLength: 1, maxLength: 3, size: "max" }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("try" as const), body, caught, lastly }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("call" as const), call: index(CALLS), body: statements(loops, blocks - 1, 3) }) },
    );
  }
  return fc.oneof({ withCrossShrink: true }, ...choices);
}

function loop(loops: number, blocks: number): fc.Arbitrary<LoopStatement> {
  return fc.record({
    do: fc.constant("loop" as const),
    form: index(LOOP_FORMS),
    count: fc.integer({ min: 2, max: 5 }),
    labelled: fc.boolean(),
    state: which,
    body: statements(loops, blocks),
  });
}

/** All programs. */
export const PROGRAM: fc.Arbitrary<Program> = fc.record({
  place: index(PLACES),
  states: fc.array(state, { minLength: 1, maxLength: 5, size: "max" }),
  before: statements(1, 1, 2),
  main: fc.record({
    do: fc.constant("loop" as const),
    form: index(LOOP_FORMS),
    count: fc.integer({ min: 4, max: 7 }),
    labelled: fc.boolean(),
    state: which,
    body: statements(2, 2, 6),
  }),
  after: statements(1, 1, 2),
  digestInFinally: fc.boolean(),
  ticksInModule: fc.boolean(),
});

/** Program number `number` of a seed, with what fast-check needs to shrink it. */
export function programOf(seed: number, number: number): fc.Value<Program> {
  return PROGRAM.generate(new fc.Random(new Generator(seed, number)), undefined);
}

/** splitmix32 over a seed and a number: any program can be made without those before it. */
class Generator {
  #state: number;

  constructor(seed: number, number: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) | 0;
    for (let round = 0; round < 4; round++) this.next();
  }

  clone(): Generator {
    const copy = new Generator(0, 0);
    copy.#state = this.#state;
    return copy;
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let t = this.#state ^ (this.#state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) | 0;
  }

  getState(): readonly number[] {
    return [this.#state];
  }
}
