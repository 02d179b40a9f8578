/** One module: walks the tree and hands each construct to its own file; puts the module's registration before it (registration.ts). */
import type ts from "typescript";
import type { ModuleDescriptor } from "../../runtime/format/site.ts";
import { computedName } from "../analyse/given-names.ts";
import type { ClosureInfo } from "../analyse/closures.ts";
import { bodyOf, type Environment } from "../analyse/environments.ts";
import type { FileSites } from "../analyse/sites.ts";
import { directives, innermost } from "../analyse/nodes.ts";
import { isTypeOnly } from "../analyse/scope.ts";
import { aside } from "./asides.ts";
import { instrumentClass, type ClassHost } from "./classes.ts";
import { assignedFunction, functionFactory, isMakeable, taggedAssignment, tagDeclaration, tagExpression, tagMethods } from "./closures.ts";
import { GivenNames, outputOf, type Output } from "./given-names.ts";
import { hidesClass, hidesExported, keepingExported, type Exported } from "./default-export.ts";
import { Emitter } from "./emit.ts";
import { environmentStatement, withEnvironments, type EnvironmentHost } from "./environments.ts";
import { factories, type FactoryHost } from "./factories.ts";
import { useOfFile } from "./files.ts";
import type { GeneratorFunction, GeneratorInfo } from "../analyse/generators.ts";
import { generatorFunctions, hasFollowedLoop, onTheWay, resumable, tried } from "./generator-functions.ts";
import { GeneratorBody } from "./generators.ts";
import { holding } from "./holds.ts";
import { instrumentLog } from "./logs.ts";
import type { LoopHost } from "./loop-parts.ts";
import { instrumentLoop, isFollowed } from "./loops.ts";
import { notedExpression, type NotingHost } from "./noted.ts";
import { findNumbered, numberingOf } from "./numbering.ts";
import { passingStatement } from "./passing.ts";
import { knownSites, registration, runtimeImport, type RegistrationHost } from "./registration.ts";
import { beginStrand, hasAwaitAtTop, type AsyncFunction } from "./strands.ts";
import { awaited, returned, yielded, type WaitingHost } from "./waiting.ts";

/** How to instrument one module. */
export interface InstrumentOptions {
  readonly ts: typeof ts;
  readonly context: ts.TransformationContext;
  readonly sites: FileSites;
  readonly descriptor: ModuleDescriptor;
  /** What the module imports the runtime by, usually `hindlog/runtime`. */
  readonly runtimeSpecifier: string;
}

/** Instruments a whole file. */
export function instrumentModule(options: InstrumentOptions): ts.SourceFile {
  return new ModuleVisitor(options).run();
}

class ModuleVisitor implements LoopHost, EnvironmentHost, NotingHost, RegistrationHost, WaitingHost, FactoryHost, ClassHost {
  readonly emit: Emitter;
  readonly sites: FileSites;
  readonly replay: boolean;
  /** Whether restores happen in this build: only there functions and instances are made anew. */
  readonly restores: boolean;
  readonly closures: ReadonlyMap<ts.Node, ClosureInfo>;
  readonly environments: EnvironmentHost["environments"];
  readonly templates: ReadonlyMap<ts.Node, number>;
  readonly numbering: string;
  readonly behind: Map<ts.Node, ts.Statement> = new Map();
  readonly holds: Map<ts.Node, string> = new Map();
  strand: string | null = null;
  /** The strand of the module itself. */
  top: string | null = null;
  #default: Exported | null = null;
  readonly output: Output;
  readonly names: GivenNames;
  readonly generators: ReadonlyMap<ts.Node, GeneratorInfo>;
  generator: GeneratorBody | null = null;
  readonly #options: InstrumentOptions;
  readonly #ts: typeof ts;
  readonly #context: ts.TransformationContext;

  constructor(options: InstrumentOptions) {
    this.#options = options;
    this.#ts = options.ts;
    this.#context = options.context;
    this.sites = options.sites;
    this.replay = options.descriptor.door === "replay";
    this.restores = this.replay || process.env["HINDLOG_REPLAY"] !== undefined;
    const numbered = findNumbered(options.ts, options.sites);
    this.numbering = numberingOf(options.ts, options.sites, numbered);
    ({ closures: this.closures, environments: this.environments, templates: this.templates, generators: this.generators } = numbered);
    this.emit = new Emitter(options.ts, options.context, options.sites.scopes.names);
    this.output = outputOf(options.ts, options.context.getCompilerOptions(), options.descriptor.format);
    this.names = new GivenNames(this.emit, options.sites.scopes, this.output);
  }

  run(): ts.SourceFile {
    const { factory } = this.emit;
    const file = this.sites.file;
    this.strand = this.top = hasAwaitAtTop(this.#ts, file) ? this.emit.fresh("hl_a") : null;
    this.#context.startLexicalEnvironment();
    const visited = this.statements(file.statements);
    const hoisted = this.#context.endLexicalEnvironment() ?? [];
    const at = directives(this.#ts, file.statements);
    const strand =
      this.strand === null ? [] : [this.emit.constant(this.strand, this.emit.call("beginTop", this.emit.id(this.emit.module)), this.#ts.NodeFlags.None)];
    const exported = this.#default === null ? [] : [this.emit.constant(this.#default.variable, this.emit.undefined(), this.#ts.NodeFlags.None)];
    const ended = this.strand === null ? [] : [this.emit.statement(this.emit.call("end", this.emit.id(this.strand)))];
    const keys = this.names.variables.map((name) => this.emit.variable(name, this.#ts.NodeFlags.None));
    const registered = { ...this.#options, exported: this.#default };
    const added = [
      runtimeImport(this.emit, registered),
      ...exported,
      ...keys,
      registration(this, registered),
      ...knownSites(this),
      ...generatorFunctions(this, null),
      ...factories(this, null),
      ...strand,
    ];
    return factory.updateSourceFile(
      file,
      this.#ts.setTextRange(factory.createNodeArray([...visited.slice(0, at), ...added, ...visited.slice(at), ...hoisted, ...ended]), file.statements),
    );
  }

  visit<T extends ts.Node>(node: T): T {
    const replaced = this.replace(node);
    const use = useOfFile(this.#ts, node);
    if (use === null) return replaced as T;
    return this.emit.call("file", replaced as ts.Expression, ...(use === "read" ? [] : [this.emit.number(use === "change" ? 1 : 2)])) as ts.Node as T;
  }

  private replace(node: ts.Node): ts.Node {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node) || this.sites.sentAway.has(node)) return node;
    if (this.beginsEnvironment(node)) return this.withEnvironment(node);
    if (ts_.isLabeledStatement(node)) return this.labelled(node);
    const loop = this.sites.loops.get(node);
    if (loop !== undefined && !this.isPlain && !this.#entered.has(node)) return this.enterLoop(node, () => instrumentLoop(this, loop, []));
    const log = this.sites.logs.get(node);
    if (log !== undefined) return instrumentLog(this.emit, log, (inner) => this.visit(inner));
    const noted = notedExpression(this, node, () => this.children(node) as ts.Expression);
    if (noted !== null) return noted;
    const assigned = assignedFunction(ts_, node);
    if (assigned !== null && this.closures.has(assigned) && !this.#assigned.has(assigned)) return this.assigning(node, assigned);
    if (ts_.isComputedPropertyName(node) && this.isKey(node)) return this.names.keyed(node, this.visit(node.expression));
    const passing = passingStatement(this.emit, node, () => this.children(node) as ts.Statement);
    if (passing !== null) return passing;
    if (ts_.isAwaitExpression(node)) return awaited(this, node);
    if (ts_.isExportAssignment(node)) return this.exportDefault(node);
    if (ts_.isYieldExpression(node) && (this.strand !== null || this.generator !== null)) return yielded(this, node);
    if (ts_.isReturnStatement(node) && this.strand !== null && this.#inAsyncGenerator) return returned(this, node, this.strand);
    if (ts_.isFunctionLike(node) && "body" in node && node.body !== undefined) return this.functionLike(node as ts.FunctionLikeDeclaration);
    if (ts_.isClassStaticBlockDeclaration(node) || ts_.isPropertyDeclaration(node)) return this.apart(() => this.children(node));
    if (ts_.isClassLike(node)) return this.classLike(node);
    if (ts_.isObjectLiteralExpression(node)) return tagMethods(this.emit, this.closuresOf(node.properties), this.children(node));
    if (ts_.isBlock(node)) {
      const visited = holding(this, node, () => this.list(node.statements, this.environmentsIn(node)));
      return this.emit.factory.updateBlock(node, visited);
    }
    if (ts_.isModuleBlock(node)) return this.emit.factory.updateModuleBlock(node, this.list(node.statements));
    if (ts_.isCaseClause(node)) return this.emit.factory.updateCaseClause(node, this.visit(node.expression), this.list(node.statements));
    if (ts_.isDefaultClause(node)) return this.emit.factory.updateDefaultClause(node, this.list(node.statements));
    if (ts_.isTryStatement(node)) return tried(this, node, this.children(node));
    if (this.generator?.holds(node) === true) return onTheWay(this, node, this.children(node));
    return this.children(node);
  }

  /** Statements of loops without a block that are under way: they are visited once more, within one. */
  readonly #inBlock = new Set<ts.Node>();

  /** `for (...) statement`, where the head has an environment. */
  private beginsEnvironment(node: ts.Node): node is ts.Statement {
    const { parent } = node;
    if (this.environments.size === 0 || !this.#ts.isIterationStatement(parent, false) || parent.statement !== node) return false;
    return !this.#ts.isBlock(node) && !this.#inBlock.has(node) && this.environmentOf(parent).length > 0;
  }

  private withEnvironment(node: ts.Statement): ts.Statement {
    this.#inBlock.add(node);
    try {
      return this.emit.block([...this.environmentOf(node.parent).map((environment) => environmentStatement(this, environment)), this.visit(node)]);
    } finally {
      this.#inBlock.delete(node);
    }
  }

  private environmentOf(opening: ts.Node): readonly Environment[] {
    const scope = this.sites.scopes.opened.get(opening);
    const found = scope === undefined ? undefined : this.environments.get(scope);
    return found === undefined ? [] : [found];
  }

  /** Environments that begin with a block: that of the function or loop whose body it is, and its own. */
  private environmentsIn(block: ts.Block): readonly Environment[] {
    if (this.environments.size === 0) return [];
    const around = bodyOf(this.#ts, block.parent) === block ? this.environmentOf(block.parent) : [];
    return [...around, ...this.environmentOf(block)];
  }

  functionsOf(environment: Environment): ts.ObjectLiteralElementLike[] {
    return this.makeable((closure) => closure.environment === environment).map((closure) => this.functionFactory(closure));
  }

  makeable(wanted: (closure: ClosureInfo) => boolean): ClosureInfo[] {
    return [...this.closures.values()].filter((closure) => wanted(closure) && isMakeable(this.emit, this.sites, closure));
  }

  functionFactory(closure: ClosureInfo): ts.ObjectLiteralElementLike {
    return functionFactory(this, closure, (node) =>
      this.apart(() => (this.#ts.isClassLike(node) ? this.untaggedClass(node) : this.untagged(node as ts.FunctionLikeDeclaration))),
    );
  }

  #inAsyncGenerator = false;

  /** Loops under way: their own node is visited once more, for its children. */
  readonly #entered = new Set<ts.Node>();

  private enterLoop<T>(node: ts.Node, work: () => T): T {
    this.#entered.add(node);
    try {
      return work();
    } finally {
      this.#entered.delete(node);
    }
  }

  private labelled(node: ts.LabeledStatement): ts.Node {
    const labels: ts.LabeledStatement[] = [node];
    let inner: ts.Statement = node.statement;
    while (this.#ts.isLabeledStatement(inner)) {
      labels.push(inner);
      inner = inner.statement;
    }
    const loop = this.sites.loops.get(inner);
    return loop === undefined || this.isPlain ? this.children(node) : this.enterLoop(inner, () => instrumentLoop(this, loop, labels));
  }

  /** Loops are left as they are. */
  isPlain = false;

  plain<T extends ts.IterationStatement>(loop: T): T {
    const was = this.isPlain;
    this.isPlain = true;
    try {
      return this.children(loop);
    } finally {
      this.isPlain = was;
    }
  }

  private children<T extends ts.Node>(node: T): T {
    return this.#ts.visitEachChild(node, (child) => this.visit(child), this.#context);
  }

  private apart<T>(work: () => T): T {
    const { strand: outer, generator } = this;
    const wasInAsyncGenerator = this.#inAsyncGenerator;
    const wasPlain = this.isPlain;
    this.generator = null;
    this.strand = null;
    this.#inAsyncGenerator = false;
    this.isPlain = false;
    try {
      return work();
    } finally {
      this.strand = outer;
      this.generator = generator;
      this.#inAsyncGenerator = wasInAsyncGenerator;
      this.isPlain = wasPlain;
    }
  }

  private functionLike(node: ts.FunctionLikeDeclaration): ts.Node {
    const closure = this.#ts.isFunctionExpression(node) || this.#ts.isArrowFunction(node) ? this.closures.get(node) : undefined;
    const visited = this.untagged(node);
    return closure === undefined || this.isLeftAlone(node) ? visited : tagExpression(this, closure, visited as ts.Expression);
  }

  /** Functions that are wrapped together with the assignment that hands them over. */
  readonly #assigned = new Set<ts.Node>();

  private isLeftAlone(node: ts.Node): boolean {
    return this.#assigned.has(node) || this.names.isUnsure(node);
  }

  private assigning(node: ts.Node, assigned: ts.Node): ts.Node {
    this.#assigned.add(assigned);
    try {
      return this.emit.standingFor(node, taggedAssignment(this.emit, this.closures.get(assigned)!, this.replace(node) as ts.Expression));
    } finally {
      this.#assigned.delete(assigned);
    }
  }

  /** Whether a function of this module is named by what only the running program knows. */
  private isKey(name: ts.ComputedPropertyName): boolean {
    if (!this.#ts.isPropertyAssignment(name.parent)) return false;
    const named = innermost(this.#ts, name.parent.initializer);
    return this.closures.has(named) && computedName(this.#ts, this.sites.scopes, named) === name;
  }

  private classLike(node: ts.ClassLikeDeclaration): ts.Node {
    const visited = this.untaggedClass(node);
    const closure = this.#ts.isClassExpression(node) ? this.closures.get(node) : undefined;
    return closure === undefined || this.isLeftAlone(node) ? visited : tagExpression(this, closure, visited as ts.Expression);
  }

  private untaggedClass(node: ts.ClassLikeDeclaration): ts.ClassLikeDeclaration {
    return instrumentClass(this, node, this.children(node));
  }

  private closuresOf(nodes: readonly ts.Node[]): ClosureInfo[] {
    return nodes.flatMap((node) => this.closures.get(node) ?? []);
  }

  private untagged(node: ts.FunctionLikeDeclaration): ts.Node {
    const ts_ = this.#ts;
    const isAsync = ts_.getModifiers(node as ts.HasModifiers)?.some((modifier) => modifier.kind === ts_.SyntaxKind.AsyncKeyword) ?? false;
    const isGenerator = node.asteriskToken !== undefined;
    return this.apart(() => {
      if (isAsync || (isGenerator && hasFollowedLoop(this, node))) this.strand = this.emit.fresh("hl_a");
      this.#inAsyncGenerator = isAsync && isGenerator;
      this.generator = this.bodyOf(node);
      const inner = withEnvironments(this, this.environmentOf(node), this.children(node));
      if (this.generator !== null) return resumable(this.emit, this.generator, inner as GeneratorFunction, this.strand);
      return this.strand === null ? inner : beginStrand(this.emit, inner as AsyncFunction, this.strand, this.emit.call(isAsync ? "begin" : "generate"));
    });
  }

  private bodyOf(node: ts.Node): GeneratorBody | null {
    const info = this.generators.get(node);
    if (info === undefined || info.why !== null) return null;
    return new GeneratorBody(info, { emit: this.emit, sites: this.sites, restores: this.restores, isFollowed: this.isFollowed, strand: this.strand });
  }

  readonly isFollowed = (loop: ts.IterationStatement): boolean => isFollowed(this, this.sites.loops.get(loop)!, "original");

  private exportDefault(node: ts.ExportAssignment): ts.Node {
    const visited = this.children(node);
    if (!hidesExported(this.#ts, node)) return visited;
    return keepingExported(this.emit, visited, this.exporting(false));
  }

  variableOf(node: ts.ClassLikeDeclaration): string | null {
    return hidesClass(this.#ts, node, this.output) ? this.exporting(true) : null;
  }

  private exporting(isClass: boolean): string {
    this.#default ??= { variable: this.emit.fresh("hl_d"), isClass };
    return this.#default.variable;
  }

  private list(statements: ts.NodeArray<ts.Statement>, environments: readonly Environment[] = []): ts.NodeArray<ts.Statement> {
    return this.#ts.setTextRange(this.emit.factory.createNodeArray(this.statements(statements, environments)), statements);
  }

  /** A statement list with the environments that begin with it and the tags of what it declares: functions at its start (they are hoisted), classes behind themselves. */
  private statements(statements: ts.NodeArray<ts.Statement>, environments: readonly Environment[] = []): ts.Statement[] {
    const ts_ = this.#ts;
    const first = environments.map((environment) => environmentStatement(this, environment));
    const rest: ts.Statement[] = [];
    for (const statement of statements) {
      const visited = aside(this, statement, this.visit(statement) as ts.Statement | undefined);
      if (visited !== undefined) rest.push(...(this.generator?.holds(statement.parent) === true ? this.generator.passed(statement, visited) : [visited]));
      if (ts_.isFunctionDeclaration(statement) || ts_.isClassDeclaration(statement)) {
        const closure = this.closures.get(statement);
        if (closure !== undefined) (ts_.isFunctionDeclaration(statement) ? first : rest).push(tagDeclaration(this.emit, closure));
      }
      const behind = this.behind.get(statement);
      if (behind !== undefined) rest.push(behind);
    }
    const at = directives(ts_, statements);
    return first.length === 0 ? rest : [...rest.slice(0, at), ...first, ...rest.slice(at)];
  }
}
