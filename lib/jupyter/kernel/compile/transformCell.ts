import type TS from "typescript-cells";
import { isAssigned } from "./assignedTarget.ts";
import { type CellReferences, isOwnScope } from "./cellReferences.ts";
import { type CellImport, type CellNames, type CompiledCell, PARAMETER } from "./compiledCell.ts";
import { boundNames, hasModifier, importBindings, isVar } from "./declaredNames.ts";
import { fastLoop } from "./fastLoop.ts";
import { ts } from "./typescript.ts";
import { variableKind } from "./variableKind.ts";

/** What the transformation of a cell goes by. */
export interface CellToTransform {
  readonly program: TS.Program;
  readonly file: TS.SourceFile;
  /** Where the cell's own text ends. */
  readonly length: number;
  readonly references: CellReferences;
  /** Whether loops may keep variables to themselves. */
  readonly isPlain: boolean;
}

type Transformed = Pick<CompiledCell, "code" | "map" | "isAsync" | "callsEval" | "imports" | "loops" | "names">;

/** Turns a checked cell into the code that is run, in one pass over its tree; TypeScript then takes the types out. */
export function transformCell(cell: CellToTransform): Transformed {
  let transformation: CellTransformation;
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
      before: [
        (context) => (file) => {
          transformation = new CellTransformation(cell, context);
          return transformation.transform(file);
        },
      ],
      // A module without exports says so.
      after: [(context) => (file) => context.factory.updateSourceFile(file, file.statements.filter(isCode))],
    },
  );
  return { code, map, ...transformation!.facts() };
}

function isCode(statement: TS.Statement): boolean {
  return !ts.isExportDeclaration(statement);
}

/** The transformation of one cell. */
class CellTransformation {
  readonly #cell: CellToTransform;
  readonly #context: TS.TransformationContext;
  readonly #factory: TS.NodeFactory;
  readonly #checker: TS.TypeChecker;
  readonly #imports: CellImport[] = [];
  readonly #loops: (readonly string[])[] = [];
  readonly #read = new Set<string>();
  readonly #written = new Set<string>();
  readonly #declared = new Set<string>();
  readonly #initialized = new Set<string>();
  readonly #unset = new Set<string>();
  #isAsync = false;
  #callsEval = false;
  /** How many functions and other scopes are around what is visited. */
  #depth = 0;

  constructor(cell: CellToTransform, context: TS.TransformationContext) {
    this.#cell = cell;
    this.#context = context;
    this.#factory = context.factory;
    this.#checker = cell.program.getTypeChecker();
  }

  /** What has been found on the way. */
  facts(): Omit<Transformed, "code" | "map"> {
    const declared = [...this.#declared];
    const names: CellNames = {
      read: [...this.#read].filter((name) => !this.#declared.has(name)),
      written: [...new Set([...declared, ...this.#written])],
      declared,
      initialized: [...this.#initialized],
      unset: [...this.#unset],
    };
    const loops = this.#loops;
    return { isAsync: this.#isAsync, callsEval: this.#callsEval, imports: this.#imports, loops, names };
  }

  transform(file: TS.SourceFile): TS.SourceFile {
    const own = file.statements.filter((each) => each.end <= this.#cell.length);
    const first: TS.Statement[] = [];
    const body = own.flatMap((statement, i) => this.#statement(statement, first, i === own.length - 1));
    const vars = this.#hoistedVars(own).map((name) => this.#run(this.#assign(name, this.#factory.createVoidZero())));
    const all = this.#factory.createNodeArray([...vars, ...first, ...body]);
    return this.#factory.updateSourceFile(file, ts.setTextRange(all, file.statements));
  }

  #statement(node: TS.Statement, first: TS.Statement[], isLast: boolean): readonly TS.Statement[] {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
    if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return [];
    if (ts.isImportDeclaration(node)) {
      first.push(...this.#import(node));
      return [];
    }
    if (ts.isImportEqualsDeclaration(node)) return this.#importEquals(node);
    if (ts.isExportDeclaration(node)) return this.#reexport(node, first);
    if (ts.isExportAssignment(node)) return [this.#last(node.expression, node)];
    if (ts.isExpressionStatement(node) && isLast) return [this.#last(node.expression, node)];
    if (ts.isFunctionDeclaration(node)) {
      if (node.body && node.name) first.push(this.#copy(node.name.text));
      return node.name ? [this.#plain(node)] : [];
    }
    if (ts.isClassDeclaration(node) && !node.name) return [this.#unnamedClass(node)];
    if (ts.isVariableStatement(node) && !this.#cell.references.isShared(node.declarationList)) {
      return [this.#plain(node), ...boundNames(node.declarationList).map((name) => this.#copy(name))];
    }
    if (ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
      const name = node.name && this.#hasValue(node.name) ? [this.#copy(node.name.text)] : [];
      return [this.#plain(node), ...name];
    }
    return [this.#visit(node) ?? []].flat() as TS.Statement[];
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
    const value = this.#factory.createClassExpression(undefined, undefined, typeParameters, heritageClauses, members);
    return this.#run(this.#factory.createParenthesizedExpression(value));
  }

  #visitIn(node: TS.Node): TS.Visitor {
    if (!isOwnScope(node)) return this.#visit;
    return (child) => {
      this.#depth++;
      try {
        return this.#visit(child);
      } finally {
        this.#depth--;
      }
    };
  }

  readonly #visit = (node: TS.Node): TS.VisitResult<TS.Node | undefined> => {
    if (isType(node)) return node;
    const name = this.#cell.references.variable(node);
    if (name !== undefined) return this.#reference(node as TS.Identifier, name);
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    if (ts.isCallExpression(node)) return this.#call(node);
    if (ts.isTaggedTemplateExpression(node)) return this.#tagged(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return this.#id(PARAMETER.meta);
    if (this.#depth > 0 || isOwnScope(node)) return ts.visitEachChild(node, this.#visitIn(node), this.#context);
    if (ts.isPropertyDeclaration(node)) return this.#field(node);
    if (ts.isAwaitExpression(node)) {
      this.#isAsync = true;
      return this.#factory.updateAwaitExpression(node, this.#through(PARAMETER.wait, node.expression));
    }
    if (ts.isIterationStatement(node, false)) return this.#loop(node);
    if (ts.isVariableStatement(node) && this.#cell.references.isShared(node.declarationList)) {
      return this.#assignments(node.declarationList).map((each) => this.#run(each, each));
    }
    if (ts.isVariableDeclarationList(node)) return this.#list(node);
    return ts.visitEachChild(node, this.#visit, this.#context);
  };

  /** A field's value is computed in a scope of its own, its name is not. */
  #field(node: TS.PropertyDeclaration): TS.Node {
    const visit: TS.Visitor = (child) => {
      const isInner = child === node.initializer;
      if (isInner) this.#depth++;
      try {
        return this.#visit(child);
      } finally {
        if (isInner) this.#depth--;
      }
    };
    return ts.visitEachChild(node, visit, this.#context);
  }

  #loop(node: TS.IterationStatement): TS.VisitResult<TS.Node> {
    if (this.#cell.isPlain) {
      const { program, references } = this.#cell;
      const kindOf = (name: string) => {
        const symbol = references.symbol(name);
        return symbol && variableKind(program, symbol);
      };
      const variable = (each: TS.Node) => references.variable(each);
      const fast = fastLoop(node, { variable, kindOf }, this.#context, this.#loops.length + 1);
      if (fast) {
        this.#noteReferences(node);
        this.#loops.push(fast.kept);
        return fast.statement;
      }
    }
    if (!ts.isForOfStatement(node) || !node.awaitModifier) return ts.visitEachChild(node, this.#visit, this.#context);
    this.#isAsync = true;
    const { initializer, statement } = node;
    return this.#factory.updateForOfStatement(
      node,
      node.awaitModifier,
      ts.visitNode(initializer, this.#visit) as TS.ForInitializer,
      this.#through(PARAMETER.each, node.expression),
      ts.visitNode(statement, this.#visit) as TS.Statement,
    );
  }

  /** `var` in the head of a loop, and `using`. */
  #list(node: TS.VariableDeclarationList): TS.Node {
    if ((node.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.AwaitUsing) this.#isAsync = true;
    const isShared = this.#cell.references.isShared(node);
    if (!isShared) return ts.visitEachChild(node, this.#visit, this.#context);
    if (ts.isForInStatement(node.parent) || ts.isForOfStatement(node.parent)) {
      const [declaration] = node.declarations;
      return this.#target(declaration!.name);
    }
    return this.#assignments(node).reduce((before, each) => this.#factory.createComma(before, each));
  }

  #noteReferences(node: TS.Node): void {
    const name = this.#cell.references.variable(node);
    if (name !== undefined) this.#note(node, name);
    else if (!isType(node)) ts.forEachChild(node, (child) => this.#noteReferences(child));
  }

  #note(node: TS.Node, name: string): void {
    if (isAssigned(node)) this.#written.add(name);
    else this.#read.add(name);
  }

  #reference(node: TS.Identifier, name: string): TS.Expression {
    this.#note(node, name);
    return this.#placed(this.#variable(name), node);
  }

  /** An expression in the place of another: whatever V8 says of any part of it, it says of that one's beginning. */
  #placed<Node extends TS.Node>(made: Node, node: TS.Node): Node {
    return ts.setEmitFlags(
      ts.setTextRange(made, node),
      ts.EmitFlags.NoTrailingSourceMap | ts.EmitFlags.NoNestedSourceMaps,
    );
  }

  /** `{ a }` and, where it is a pattern, `{ a = 1 }`. */
  #shorthand(node: TS.ShorthandPropertyAssignment): TS.Node {
    const name = this.#cell.references.variable(node.name);
    const value = node.objectAssignmentInitializer;
    if (name === undefined) return ts.visitEachChild(node, this.#visit, this.#context);
    const place = this.#reference(node.name, name);
    const whole = value ? this.#factory.createAssignment(place, this.#named(node.name, value)) : place;
    return ts.setTextRange(this.#factory.createPropertyAssignment(node.name.text, whole), node);
  }

  #call(node: TS.CallExpression): TS.Expression {
    const { expression } = node;
    const called = ts.visitEachChild(node, this.#visit, this.#context);
    if (expression.kind === ts.SyntaxKind.ImportKeyword) {
      return this.#factory.updateCallExpression(called, this.#id(PARAMETER.load), undefined, called.arguments);
    }
    if (ts.isIdentifier(expression) && expression.text === "eval") this.#callsEval = true;
    if (this.#cell.references.variable(innermost(expression)) === undefined) return called;
    const callee = this.#withoutThis(called.expression);
    const { typeArguments, arguments: given } = called;
    return ts.isCallChain(called)
      ? this.#factory.updateCallChain(called, callee, called.questionDotToken, typeArguments, given)
      : this.#factory.updateCallExpression(called, callee, typeArguments, given);
  }

  #tagged(node: TS.TaggedTemplateExpression): TS.Expression {
    const visited = ts.visitEachChild(node, this.#visit, this.#context);
    if (this.#cell.references.variable(innermost(node.tag)) === undefined) return visited;
    const { tag, typeArguments, template } = visited;
    return this.#factory.updateTaggedTemplateExpression(visited, this.#withoutThis(tag), typeArguments, template);
  }

  /** A function that is called as what it is, and not as a method of all variables. */
  #withoutThis(callee: TS.Expression): TS.Expression {
    const factory = this.#factory;
    const comma = factory.createComma(factory.createNumericLiteral(0), callee);
    return this.#placed(factory.createParenthesizedExpression(comma), callee);
  }

  #through(name: string, expression: TS.Expression): TS.Expression {
    const visited = ts.visitNode(expression, this.#visit) as TS.Expression;
    return ts.setTextRange(this.#factory.createCallExpression(this.#id(name), undefined, [visited]), expression);
  }

  #assignments(list: TS.VariableDeclarationList): readonly TS.Expression[] {
    const factory = this.#factory;
    return list.declarations.flatMap((declaration): TS.Expression[] => {
      const { name, initializer, type } = declaration;
      for (const each of boundNames({ declarations: [declaration] } as never)) {
        this.#declared.add(each);
        if (initializer) this.#initialized.add(each);
        else if (mayBeUndefined(type)) this.#unset.add(each);
      }
      if (initializer) {
        const assignment = factory.createAssignment(this.#target(name), this.#named(name, initializer));
        return [ts.setTextRange(assignment, declaration)];
      }
      return isVar(list) ? [] : [ts.setTextRange(this.#assign(name.getText(), factory.createVoidZero()), declaration)];
    });
  }

  /** A binding as the left side of an assignment. */
  #target(name: TS.BindingName): TS.Expression {
    const factory = this.#factory;
    if (ts.isIdentifier(name)) {
      this.#declared.add(name.text);
      return ts.setTextRange(this.#variable(name.text), name);
    }
    const element = (each: TS.BindingElement): TS.Expression => {
      const target = this.#target(each.name);
      return each.initializer ? factory.createAssignment(target, this.#named(each.name, each.initializer)) : target;
    };
    if (ts.isArrayBindingPattern(name)) {
      const elements = name.elements.map((each) => {
        if (ts.isOmittedExpression(each)) return factory.createOmittedExpression();
        return each.dotDotDotToken ? factory.createSpreadElement(element(each)) : element(each);
      });
      return ts.setTextRange(factory.createArrayLiteralExpression(elements), name);
    }
    const properties = name.elements.map((each) => {
      if (each.dotDotDotToken) return factory.createSpreadAssignment(element(each));
      const property = each.propertyName ?? (each.name as TS.Identifier);
      const key = ts.isComputedPropertyName(property)
        ? (ts.visitNode(property, this.#visit) as TS.PropertyName)
        : ts.isIdentifier(property)
          ? property.text
          : property;
      return factory.createPropertyAssignment(key, element(each));
    });
    return ts.setTextRange(factory.createObjectLiteralExpression(properties), name);
  }

  /** The value of a variable; a function or class without a name gets the variable's. */
  #named(name: TS.Node, value: TS.Expression): TS.Expression {
    const factory = this.#factory;
    const visited = ts.visitNode(value, this.#visit) as TS.Expression;
    if (!ts.isIdentifier(name) || !isAnonymous(value)) return visited;
    const holder = factory.createObjectLiteralExpression([factory.createPropertyAssignment(name.text, visited)]);
    return factory.createPropertyAccessExpression(factory.createParenthesizedExpression(holder), name.text);
  }

  /** Gives the cell's result; an array gives a function no name. */
  #last(expression: TS.Expression, statement: TS.Statement): TS.Statement {
    const value = ts.visitNode(expression, this.#visit) as TS.Expression;
    const result = this.#factory.createReturnStatement(this.#factory.createArrayLiteralExpression([value]));
    return ts.setTextRange(result, statement);
  }

  #import({ importClause, moduleSpecifier, attributes }: TS.ImportDeclaration): readonly TS.Statement[] {
    if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    const bindings = importBindings(importClause).filter(({ name, isType }) => !isType && this.#hasValue(name));
    const named = importClause?.namedBindings;
    const isOnlyTypes =
      importClause && bindings.length === 0 && !(named && ts.isNamedImports(named) && !named.elements.length);
    if (isOnlyTypes) return [];
    const imported = this.#imported(moduleSpecifier, attributes);
    if (bindings.length === 0) return [this.#run(imported(), moduleSpecifier)];
    return bindings.map(({ name, of }) => {
      this.#declared.add(name.text);
      this.#initialized.add(name.text);
      return this.#run(this.#assign(name.text, imported(of)), name);
    });
  }

  #importEquals(node: TS.ImportEqualsDeclaration): readonly TS.Statement[] {
    const { moduleReference, name, isTypeOnly } = node;
    if (isTypeOnly || !this.#hasValue(name)) return [];
    const asExpression = (entity: TS.EntityName): TS.Expression =>
      ts.isIdentifier(entity)
        ? (ts.visitNode(entity, this.#visit) as TS.Expression)
        : this.#factory.createPropertyAccessExpression(asExpression(entity.left), entity.right.text);
    const value = ts.isExternalModuleReference(moduleReference)
      ? this.#factory.createCallExpression(this.#id("require"), undefined, [moduleReference.expression])
      : asExpression(moduleReference);
    this.#declared.add(name.text);
    this.#initialized.add(name.text);
    return [this.#run(this.#assign(name.text, value), node)];
  }

  #reexport(node: TS.ExportDeclaration, first: TS.Statement[]): readonly TS.Statement[] {
    const { exportClause, moduleSpecifier, attributes, isTypeOnly } = node;
    if (isTypeOnly) return [];
    const imported = moduleSpecifier && this.#imported(moduleSpecifier, attributes);
    if (imported && !(exportClause && ts.isNamedExports(exportClause))) {
      if (exportClause) this.#declared.add(exportClause.name.text);
      first.push(this.#run(exportClause ? this.#assign(exportClause.name.text, imported()) : imported(), node));
      return [];
    }
    const elements = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
    return elements
      .filter((each) => !each.isTypeOnly && (imported || each.propertyName) && this.#hasValue(each.name))
      .map(({ name, propertyName }) => {
        this.#declared.add(name.text);
        const local = propertyName as TS.Identifier;
        const value = imported ? imported((propertyName ?? name).text) : this.#variable(local.text);
        return this.#run(this.#assign(name.text, value), node);
      });
  }

  /** Notes an import; gives the expression of the module (`*`), or of what it exports under a name. */
  #imported(specifier: TS.Expression, attributes: TS.ImportAttributes | undefined): (name?: string) => TS.Expression {
    const { text } = specifier as TS.StringLiteral;
    const pairs = attributes?.elements.map(({ name, value }) => [name.text, (value as TS.StringLiteral).text]) ?? [];
    this.#imports.push({ specifier: text, attributes: Object.fromEntries(pairs) });
    return (name = "*") => {
      const given = (name === "*" ? [text] : [text, name]).map((each) => this.#factory.createStringLiteral(each));
      return ts.setTextRange(
        this.#factory.createCallExpression(this.#id(PARAMETER.imported), undefined, given),
        specifier,
      );
    };
  }

  /** Whether a name is more than a type; of one that is not known it is taken to be. */
  #hasValue(name: TS.Node): boolean {
    const symbol = this.#checker.getSymbolAtLocation(name);
    const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return meant === undefined || (meant.flags & ts.SymbolFlags.Value) !== 0;
  }

  /** `var` that may have no value of its own when the cell begins. */
  #hoistedVars(statements: readonly TS.Statement[]): readonly string[] {
    const given = new Set<string>();
    const hoisted = new Set<string>();
    const visit = (node: TS.Node, isOutside: boolean): void => {
      if (isOwnScope(node)) return;
      if (ts.isVariableDeclarationList(node) && isVar(node)) {
        for (const each of node.declarations) {
          const isGiven = isOutside && each.initializer !== undefined;
          for (const name of boundNames({ declarations: [each] } as never)) (isGiven ? given : hoisted).add(name);
        }
      }
      ts.forEachChild(node, (child) => visit(child, isOutside && ts.isVariableDeclarationList(child)));
    };
    for (const each of statements) {
      if (!hasModifier(each, ts.SyntaxKind.DeclareKeyword)) visit(each, true);
    }
    for (const name of hoisted) this.#declared.add(name);
    return [...hoisted].filter((name) => !given.has(name));
  }

  #copy(name: string): TS.Statement {
    this.#declared.add(name);
    return this.#run(this.#assign(name, this.#id(name)));
  }

  #run(expression: TS.Expression, range?: TS.Node): TS.Statement {
    const statement = this.#factory.createExpressionStatement(expression);
    return range ? ts.setTextRange(statement, range) : statement;
  }

  #assign(name: string, value: TS.Expression): TS.Expression {
    return this.#factory.createAssignment(this.#variable(name), value);
  }

  #variable(name: string): TS.Expression {
    return this.#factory.createPropertyAccessExpression(this.#id(PARAMETER.variables), name);
  }

  #id(name: string): TS.Identifier {
    return this.#factory.createIdentifier(name);
  }
}

/** What TypeScript takes out. */
function isType(node: TS.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (!ts.isExpressionWithTypeArguments(node)) return ts.isTypeNode(node);
  return ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ImplementsKeyword;
}

function isAnonymous(value: TS.Expression): boolean {
  const inner = innermost(value);
  return ts.isArrowFunction(inner) || ((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && !inner.name);
}

/** An expression without the parentheses and types around it. */
function innermost(node: TS.Expression): TS.Expression {
  const isAround =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isExpressionWithTypeArguments(node);
  return isAround ? innermost(node.expression) : node;
}

function mayBeUndefined(type: TS.TypeNode | undefined): boolean {
  if (!type) return true;
  const { UndefinedKeyword, AnyKeyword, UnknownKeyword } = ts.SyntaxKind;
  const kinds: readonly TS.SyntaxKind[] = [UndefinedKeyword, AnyKeyword, UnknownKeyword];
  return (ts.isUnionTypeNode(type) ? type.types : [type]).some((each) => kinds.includes(each.kind));
}
