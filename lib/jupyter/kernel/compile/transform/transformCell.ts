import type TS from "typescript-cells";
import { type CompiledCell, PARAMETER } from "../compiledCell.ts";
import { boundNames, hasModifier, hoistedVars, isOwnScope } from "../declaredNames.ts";
import { ts } from "../typescript.ts";
import { isAssigned } from "./assignedTarget.ts";
import { assignments, assignmentTarget, innermost, named } from "./assignments.ts";
import { CellFactory } from "./cellFactory.ts";
import { CellFacts, type Transforming } from "./cellFacts.ts";
import { fastLoop } from "./fastLoop.ts";
import { importEquals, importStatements, reexports } from "./imports.ts";
import { isShared, type SharedVariable } from "./sharedVariables.ts";
import { variableKind } from "./variableKind.ts";

/** What the transformation of a cell goes by. */
export interface CellToTransform {
  readonly program: TS.Program;
  readonly file: TS.SourceFile;
  /** Where the cell's own text ends. */
  readonly length: number;
  readonly variable: SharedVariable;
  /** Whether loops may keep variables to themselves. */
  readonly isPlain: boolean;
}

type Transformed = Pick<CompiledCell, "code" | "map" | "isAsync" | "callsEval" | "imports" | "loops" | "names">;

/** Turns a checked cell into the code that is run, in one pass over its tree; TypeScript then takes the types out. */
export function transformCell(cell: CellToTransform): Transformed {
  const facts = new CellFacts();
  let code = "";
  let map = "";
  cell.program.emit(
    cell.file,
    (path, text) => {
      if (path.endsWith(".map")) map = text;
      else code = text.replace(/^\/\/# sourceMappingURL=.*\s*$/m, "");
    },
    undefined,
    false,
    {
      before: [(context) => (file) => new CellTransformation(cell, context, facts).transform(file)],
      // A module without exports says so.
      after: [(context) => (file) => context.factory.updateSourceFile(file, file.statements.filter(isCode))],
    },
  );
  const { names, imports, loops, isAsync, callsEval } = facts;
  return { code, map, names, imports, loops, isAsync, callsEval };
}

function isCode(statement: TS.Statement): boolean {
  return !ts.isExportDeclaration(statement);
}

/** The transformation of one cell. */
class CellTransformation implements Transforming {
  readonly make: CellFactory;
  readonly facts: CellFacts;
  readonly #cell: CellToTransform;
  readonly #context: TS.TransformationContext;
  readonly #checker: TS.TypeChecker;
  /** How many functions and other scopes are around what is visited. */
  #depth = 0;

  constructor(cell: CellToTransform, context: TS.TransformationContext, facts: CellFacts) {
    this.make = new CellFactory(context.factory);
    this.facts = facts;
    this.#cell = cell;
    this.#context = context;
    this.#checker = cell.program.getTypeChecker();
  }

  transform(file: TS.SourceFile): TS.SourceFile {
    const own = file.statements.filter((each) => each.end <= this.#cell.length);
    const first: TS.Statement[] = [];
    const body = own.flatMap((statement, i) => this.#statement(statement, first, i === own.length - 1));
    const vars = hoistedVars(own).map((name) => {
      this.facts.declare(name);
      return this.make.run(this.make.assign(name, this.make.nodes.createVoidZero()));
    });
    const all = this.make.nodes.createNodeArray([...vars, ...first, ...body]);
    return this.make.nodes.updateSourceFile(file, ts.setTextRange(all, file.statements));
  }

  readonly visit = (expression: TS.Expression): TS.Expression => ts.visitNode(expression, this.#visit) as TS.Expression;

  /** Whether a name is more than a type; of one that is not known it is taken to be. */
  readonly hasValue = (name: TS.Node): boolean => {
    const symbol = this.#checker.getSymbolAtLocation(name);
    const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return meant === undefined || (meant.flags & ts.SymbolFlags.Value) !== 0;
  };

  /** @param first gets what has to be run before the cell's other statements. */
  #statement(node: TS.Statement, first: TS.Statement[], isLast: boolean): readonly TS.Statement[] {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
    if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return [];
    if (ts.isImportDeclaration(node)) {
      first.push(...importStatements(node, this));
      return [];
    }
    if (ts.isImportEqualsDeclaration(node)) return importEquals(node, this);
    if (ts.isExportDeclaration(node)) return reexports(node, this);
    if (ts.isExportAssignment(node)) return [this.#result(node)];
    if (ts.isExpressionStatement(node) && isLast) return [this.#result(node)];
    if (ts.isFunctionDeclaration(node)) {
      if (node.body && node.name) first.push(this.#copy(node.name.text));
      return node.name ? [this.#plain(node)] : [];
    }
    if (ts.isClassDeclaration(node) && !node.name) return [this.#unnamedClass(node)];
    if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
      const { name } = node;
      return [this.#plain(node), ...(name && this.hasValue(name) ? [this.#copy(name.text)] : [])];
    }
    if (ts.isVariableStatement(node) && !isShared(node.declarationList)) {
      const names = node.declarationList.declarations.flatMap(({ name }) => boundNames(name));
      return [this.#plain(node), ...names.map((name) => this.#copy(name))];
    }
    return [this.#visit(node) ?? []].flat() as TS.Statement[];
  }

  /** Gives the cell's result; an array gives a function no name. */
  #result(node: TS.ExpressionStatement | TS.ExportAssignment): TS.Statement {
    const { nodes } = this.make;
    const value = nodes.createArrayLiteralExpression([this.visit(node.expression)]);
    return ts.setTextRange(nodes.createReturnStatement(value), node);
  }

  /** Gives the shared variable the value of the cell's own declaration of that name. */
  #copy(name: string): TS.Statement {
    this.facts.declare(name);
    return this.make.run(this.make.assign(name, this.make.identifier(name)));
  }

  /** A declaration that stays, without `export` and `default`. */
  #plain(node: TS.Statement): TS.Statement {
    const { ExportKeyword, DefaultKeyword } = ts.SyntaxKind;
    const visit = this.#visitIn(node);
    return ts.visitEachChild(
      node,
      (child) => (child.kind === ExportKeyword || child.kind === DefaultKeyword ? undefined : visit(child)),
      this.#context,
    );
  }

  /** `export default class {}`. */
  #unnamedClass(node: TS.ClassDeclaration): TS.Statement {
    const { typeParameters, heritageClauses, members } = ts.visitEachChild(node, this.#visit, this.#context);
    const { nodes } = this.make;
    const value = nodes.createClassExpression(undefined, undefined, typeParameters, heritageClauses, members);
    return this.make.run(nodes.createParenthesizedExpression(value));
  }

  #visitIn(node: TS.Node): TS.Visitor {
    return isOwnScope(node) ? this.#deeper(() => true) : this.#visit;
  }

  /** Visits what is in a scope of its own as such. */
  #deeper(isInner: (child: TS.Node) => boolean): TS.Visitor {
    return (child) => {
      const step = isInner(child) ? 1 : 0;
      this.#depth += step;
      try {
        return this.#visit(child);
      } finally {
        this.#depth -= step;
      }
    };
  }

  readonly #visit = (node: TS.Node): TS.VisitResult<TS.Node | undefined> => {
    if (isType(node)) return node;
    const name = this.#cell.variable(node);
    if (name !== undefined) return this.#reference(node, name);
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isTaggedTemplateExpression(node)) return this.#tagged(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return this.make.identifier(PARAMETER.meta);
    }
    if (this.#depth > 0 || isOwnScope(node)) return ts.visitEachChild(node, this.#visitIn(node), this.#context);
    if (ts.isPropertyDeclaration(node)) return this.#field(node);
    if (ts.isAwaitExpression(node)) {
      this.facts.isAsync = true;
      return this.make.nodes.updateAwaitExpression(node, this.#through(PARAMETER.wait, node.expression));
    }
    if (ts.isIterationStatement(node, false)) return this.#loop(node);
    if (ts.isVariableStatement(node) && isShared(node.declarationList)) {
      return assignments(node.declarationList, this).map((each) => this.make.run(each, each));
    }
    if (ts.isVariableDeclarationList(node)) return this.#list(node);
    return ts.visitEachChild(node, this.#visit, this.#context);
  };

  /** A field's value is computed in a scope of its own, its name is not. */
  #field(node: TS.PropertyDeclaration): TS.Node {
    const visit = this.#deeper((child) => child === node.initializer);
    return ts.visitEachChild(node, visit, this.#context);
  }

  #loop(node: TS.IterationStatement): TS.Node {
    const fast = this.#fastLoop(node);
    if (fast) return fast;
    if (!ts.isForOfStatement(node) || !node.awaitModifier) return ts.visitEachChild(node, this.#visit, this.#context);
    this.facts.isAsync = true;
    return this.make.nodes.updateForOfStatement(
      node,
      node.awaitModifier,
      ts.visitNode(node.initializer, this.#visit) as TS.ForInitializer,
      this.#through(PARAMETER.each, node.expression),
      ts.visitNode(node.statement, this.#visit) as TS.Statement,
    );
  }

  #fastLoop(node: TS.IterationStatement): TS.Statement | undefined {
    const { program, variable, isPlain } = this.#cell;
    if (!isPlain) return undefined;
    const { make, facts } = this;
    const kindOf = (node: TS.Node) => variableKind(program, node);
    return fastLoop(node, { make, facts, variable, kindOf, transformation: this.#context });
  }

  /** `var` in the head of a loop, and `using`. */
  #list(node: TS.VariableDeclarationList): TS.Node {
    if ((node.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing) this.facts.isAsync = true;
    if (!isShared(node)) return ts.visitEachChild(node, this.#visit, this.#context);
    if (ts.isForInStatement(node.parent) || ts.isForOfStatement(node.parent)) {
      return assignmentTarget(node.declarations[0]!.name, this);
    }
    return assignments(node, this).reduce((before, each) => this.make.nodes.createComma(before, each));
  }

  #reference(node: TS.Node, name: string): TS.Expression {
    this.facts.use(name, isAssigned(node));
    return this.make.placed(this.make.variable(name), node);
  }

  /** `{ a }` and, where it is a pattern, `{ a = 1 }`. */
  #shorthand(node: TS.ShorthandPropertyAssignment): TS.Node {
    const name = this.#cell.variable(node.name);
    const value = node.objectAssignmentInitializer;
    if (name === undefined) return ts.visitEachChild(node, this.#visit, this.#context);
    const { nodes } = this.make;
    const place = this.#reference(node.name, name);
    const whole = value ? nodes.createAssignment(place, named(node.name, value, this)) : place;
    return ts.setTextRange(nodes.createPropertyAssignment(node.name.text, whole), node);
  }

  #call(node: TS.CallExpression): TS.Expression {
    const { nodes } = this.make;
    const { expression } = node;
    const called = ts.visitEachChild(node, this.#visit, this.#context);
    if (expression.kind === ts.SyntaxKind.ImportKeyword) {
      return nodes.updateCallExpression(called, this.make.identifier(PARAMETER.load), undefined, called.arguments);
    }
    if (ts.isIdentifier(expression) && expression.text === "eval") this.facts.callsEval = true;
    if (this.#cell.variable(innermost(expression)) === undefined) return called;
    const callee = this.make.withoutThis(called.expression);
    const { typeArguments, arguments: given } = called;
    return ts.isCallChain(called)
      ? nodes.updateCallChain(called, callee, called.questionDotToken, typeArguments, given)
      : nodes.updateCallExpression(called, callee, typeArguments, given);
  }

  #tagged(node: TS.TaggedTemplateExpression): TS.Expression {
    const visited = ts.visitEachChild(node, this.#visit, this.#context);
    if (this.#cell.variable(innermost(node.tag)) === undefined) return visited;
    const { tag, typeArguments, template } = visited;
    const callee = this.make.withoutThis(tag);
    return this.make.nodes.updateTaggedTemplateExpression(visited, callee, typeArguments, template);
  }

  #through(name: string, expression: TS.Expression): TS.Expression {
    return ts.setTextRange(this.make.through(name, this.visit(expression)), expression);
  }
}

/** What TypeScript takes out. */
function isType(node: TS.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (!ts.isExpressionWithTypeArguments(node)) return ts.isTypeNode(node);
  return ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ImplementsKeyword;
}
