import { FeelFunction, FeelRange, parseExpression, parseUnaryTests } from 'feelin';
import type { Circumstances } from '../circumstances.ts';
import { builtin, invokeNamed, positional, settle } from './builtins.ts';
import {
  calculate,
  compare,
  define,
  equals,
  typeOf,
  viaFeelin,
  type Arithmetic,
  type Ordering,
} from './values.ts';

/** Finds a variable by name; undefined: there is none. */
export type Lookup = (name: string) => unknown;

/** What an evaluation may see. */
export interface Scope {
  readonly lookup: Lookup;
  readonly circumstances: Circumstances;
  readonly budget: Budget;
}

/** What the whole evaluation may still do: an expression that loops without end must not stop the engine. */
export interface Budget {
  steps: number;
}

/** Iterations and items of filters in one evaluation at most; a call of a function counts for ten. */
export const MOST_STEPS = 500_000;
const STEPS_OF_CALL = 10;

function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new RangeError(`the evaluation takes more than ${MOST_STEPS} steps`);
}

/** A compiled expression; never returns undefined. */
export type Evaluator = (scope: Scope) => unknown;

/** The expression is not valid FEEL. */
export class FeelSyntaxError extends Error {}

/** The part of feelin's syntax tree (a Lezer tree) that is used here. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean; readonly isSkipped: boolean };
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
}

/**
 * Parses with feelin's grammar and compiles the tree to closures once, so that an evaluation neither parses nor copies
 * the variables. Throws `FeelSyntaxError`.
 */
export function compile(source: string): Evaluator {
  const text = plainNames(source);
  if (text.trim() === '') throw new FeelSyntaxError('The expression is empty');
  const tree = parseExpression(text, {}, 'camunda') as unknown as { topNode: Node };
  const compiler = new Compiler(text);
  return compiler.expression(tree.topNode);
}

/** Whether an input value passes the tests of a cell; null: it cannot be said. */
export type Test = (value: unknown, scope: Scope) => boolean | null;

/** The unary tests of a decision table's cell: `< 5, > 10`, `not("a")`, `-`. Throws `FeelSyntaxError`. */
export function compileTests(source: string): Test {
  const text = plainNames(source);
  if (text.trim() === '' || text.trim() === '-') return () => true;
  const tree = parseUnaryTests(text, {}, 'camunda') as unknown as { topNode: Node };
  return new Compiler(text).tests(tree.topNode);
}

/** "or" inside a function name is beyond the grammar; outside of strings the name gets underscores. */
function plainNames(source: string): string {
  return source.replace(/"(?:[^"\\]|\\.)*"|\bget\s+or\s+else(?=\s*\()/gs, (match) =>
    match.startsWith('"') ? match : 'get_or_else',
  );
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.type.isError) throw new FeelSyntaxError(`unexpected input at position ${child.from + 1}`);
    if (!child.type.isSkipped) children.push(child);
  }
  return children;
}

/** A scope in which some names have these values. */
function within(scope: Scope, names: Readonly<Record<string, unknown>>): Scope {
  spend(scope.budget, 1);
  return {
    lookup: (name) => (Object.hasOwn(names, name) ? names[name] : scope.lookup(name)),
    circumstances: scope.circumstances,
    budget: scope.budget,
  };
}

class Compiler {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  #source(node: Node): string {
    return this.#text.slice(node.from, node.to);
  }

  #name(node: Node): string {
    return this.#source(node).replaceAll('`', '').replace(/\s+/g, ' ').trim();
  }

  #fail(node: Node, message: string): never {
    throw new FeelSyntaxError(`${message} at position ${node.from + 1}`);
  }

  /** The n-th child as an expression. */
  #child(children: readonly Node[], index: number, parent: Node): Evaluator {
    const child = children[index];
    if (child === undefined) this.#fail(parent, 'incomplete expression');
    return this.expression(child);
  }

  expression(node: Node): Evaluator {
    const children = childrenOf(node);
    switch (node.name) {
      case 'Expression':
      case 'PositiveUnaryTest':
      case 'FunctionBody':
        if (children.length !== 1) this.#fail(node, 'incomplete expression');
        return this.#child(children, 0, node);
      case 'ParenthesizedExpression':
        return this.#child(children, 1, node);
      case 'null':
        return () => null;
      case 'BooleanLiteral': {
        const value = this.#source(node) === 'true';
        return () => value;
      }
      case 'NumericLiteral': {
        const value = Number(this.#source(node));
        return () => value;
      }
      case 'StringLiteral': {
        const value = text(this.#source(node));
        return () => value;
      }
      case 'VariableName':
        return this.#variable(node, children);
      case '?':
        return (scope) => scope.lookup('?') ?? null;
      case 'PathExpression':
        return this.#path(node, children);
      case 'FilterExpression':
        return this.#filter(node, children);
      case 'ArithmeticExpression':
        return this.#arithmetic(node, children);
      case 'Comparison':
        return this.#comparison(node, children);
      case 'Conjunction':
        return this.#logic(node, children, false);
      case 'Disjunction':
        return this.#logic(node, children, true);
      case 'IfExpression': {
        const condition = this.#child(children, 1, node);
        const yes = this.#child(children, 3, node);
        const no = this.#child(children, 5, node);
        return (scope) => (condition(scope) === true ? yes(scope) : no(scope));
      }
      case 'List': {
        const items = children.slice(1, -1).map((child) => this.expression(child));
        return (scope) => items.map((item) => item(scope));
      }
      case 'Context':
        return this.#context(children);
      case 'Interval':
        return this.#interval(node, children);
      case 'SimplePositiveUnaryTest':
        if (children.length !== 1) this.#fail(node, 'a test where a value is expected');
        return this.#child(children, 0, node);
      case 'FunctionInvocation':
      case 'DateTimeLiteral':
        return this.#call(node, children);
      case 'FunctionDefinition':
        return this.#function(node, children);
      case 'ForExpression':
        return this.#for(node, children);
      case 'QuantifiedExpression':
        return this.#quantified(node, children);
      case 'InstanceOfExpression': {
        const value = this.#child(children, 0, node);
        const type = this.#source(children[3] ?? node);
        return (scope) => viaFeelin(`a instance of ${type}`, value(scope), null) ?? null;
      }
      default:
        this.#fail(node, `'${this.#source(node)}' is not supported here`);
    }
  }

  #variable(node: Node, children: readonly Node[]): Evaluator {
    if (children.length > 1) this.#fail(node, `'${this.#name(node)}' is not a name (names have no spaces)`);
    const name = this.#name(node);
    return (scope) => scope.lookup(name) ?? null;
  }

  #path(node: Node, children: readonly Node[]): Evaluator {
    const target = this.#child(children, 0, node);
    const name = this.#name(children[2] ?? node);
    const step = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(step);
      if (typeof value !== 'object' || value === null) return null;
      if (typeOf(value) === 'context' && !Object.hasOwn(value, name)) return null;
      return (value as Record<string, unknown>)[name] ?? null;
    };
    return (scope) => step(target(scope));
  }

  #filter(node: Node, children: readonly Node[]): Evaluator {
    const target = this.#child(children, 0, node);
    const inner = children[2];
    if (inner === undefined) this.#fail(node, 'incomplete filter');
    const unary = inner.name === 'SimplePositiveUnaryTest' ? this.#unaryTest(inner) : undefined;
    const condition = unary === undefined ? this.expression(inner) : undefined;
    return (scope) => {
      const value = target(scope);
      if (!Array.isArray(value)) return null;
      const list = value as unknown[];
      if (unary !== undefined) return list.filter((item) => unary(item, scope) === true);
      const evaluate = condition as Evaluator;
      if (inner.name === 'NumericLiteral' || inner.name === 'ArithmeticExpression') {
        return pick(list, evaluate(scope));
      }
      const results = list.map((item) => evaluate(within(scope, itemNames(item))));
      if (list.length === 0 || typeof results[0] === 'number') return pick(list, evaluate(scope));
      return list.filter((_item, i) => results[i] === true);
    };
  }

  #arithmetic(node: Node, children: readonly Node[]): Evaluator {
    if (children.length === 2) {
      const value = this.#child(children, 1, node);
      return (scope) => {
        const operand = value(scope);
        return typeof operand === 'number' ? -operand : calculate(operand, '*', -1);
      };
    }
    const left = this.#child(children, 0, node);
    const right = this.#child(children, 2, node);
    const sign = this.#source(children[1] ?? node);
    const operator = (sign === '^' ? '**' : sign) as Arithmetic;
    return (scope) => calculate(left(scope), operator, right(scope));
  }

  #comparison(node: Node, children: readonly Node[]): Evaluator {
    const left = this.#child(children, 0, node);
    const operator = children[1];
    if (operator === undefined) this.#fail(node, 'incomplete comparison');
    if (operator.name === 'between') {
      const low = this.#child(children, 2, node);
      const high = this.#child(children, 4, node);
      return (scope) => {
        const value = left(scope);
        return both(compare(value, '>=', low(scope)), compare(value, '<=', high(scope)));
      };
    }
    if (operator.name === 'in') {
      const list = children.find((child) => child.name === 'PositiveUnaryTests');
      const nodes = list === undefined ? children.slice(2) : childrenOf(list);
      const test = this.#anyOf(nodes);
      return (scope) => test(left(scope), scope);
    }
    if (children[2]?.name === 'SimplePositiveUnaryTest') this.#fail(operator, 'two comparison operators');
    const right = this.#child(children, 2, node);
    const sign = this.#source(operator);
    if (sign === '=') return (scope) => equals(left(scope), right(scope));
    if (sign === '!=') {
      return (scope) => {
        const same = equals(left(scope), right(scope));
        return same === null ? null : !same;
      };
    }
    return (scope) => compare(left(scope), sign as Ordering, right(scope));
  }

  tests(node: Node): Test {
    const children = childrenOf(node);
    const list = children.find((child) => child.name === 'PositiveUnaryTests');
    if (list === undefined) this.#fail(node, 'incomplete test');
    const test = this.#anyOf(childrenOf(list));
    if (children[0]?.name !== 'not') return test;
    return (value, scope) => {
      const matches = test(value, scope);
      return matches === null ? null : !matches;
    };
  }

  #anyOf(nodes: readonly Node[]): Test {
    const tests = nodes.map((node) => this.#unaryTest(node));
    return (value, scope) => {
      let result: boolean | null = false;
      for (const test of tests) {
        const matches = test(value, scope);
        if (matches === true) return true;
        if (matches === null) result = null;
      }
      return result;
    };
  }

  /** `> 5`, `[1..3]`, a condition on `?`, a list that contains the value, or a value equal to it. */
  #unaryTest(node: Node): Test {
    const [first, second] = childrenOf(node);
    if (node.name === 'PositiveUnaryTest' && first !== undefined) return this.#unaryTest(first);
    if (node.name === 'SimplePositiveUnaryTest' && first !== undefined && second !== undefined) {
      const operand = this.expression(second);
      const sign = this.#source(first);
      if (sign === '=') return (value, scope) => equals(value, operand(scope));
      if (sign === '!=') {
        return (value, scope) => {
          const same = equals(value, operand(scope));
          return same === null ? null : !same;
        };
      }
      return (value, scope) => compare(value, sign as Ordering, operand(scope));
    }
    const test = this.expression(node.name === 'SimplePositiveUnaryTest' ? (first ?? node) : node);
    const isLiteral = node.name === 'BooleanLiteral';
    return (value, scope) => {
      const expected = test(within(scope, { '?': value }));
      if (expected === true && !isLiteral) return true;
      if (expected instanceof FeelRange) return isWithin(value, expected);
      if (Array.isArray(expected) && !Array.isArray(value)) {
        return expected.some(
          (item) => (item instanceof FeelRange ? isWithin(value, item) : equals(value, item)) === true,
        );
      }
      return equals(value, expected) === true;
    };
  }

  #logic(node: Node, children: readonly Node[], decisive: boolean): Evaluator {
    const left = this.#child(children, 0, node);
    const right = this.#child(children, 2, node);
    return (scope) => {
      const a = left(scope);
      if (a === decisive) return decisive;
      const b = right(scope);
      if (b === decisive) return decisive;
      return a === !decisive && b === !decisive ? !decisive : null;
    };
  }

  #context(children: readonly Node[]): Evaluator {
    const entries = children.slice(1, -1).map((entry) => {
      const [key, value] = childrenOf(entry);
      if (key === undefined || value === undefined) this.#fail(entry, 'incomplete context entry');
      const source = this.#source(key);
      return { name: source.startsWith('"') ? text(source) : this.#name(key), value: this.expression(value) };
    });
    return (scope) => {
      const result: Record<string, unknown> = {};
      const inner = within(scope, result);
      for (const { name, value } of entries) define(result, name, value(inner));
      return result;
    };
  }

  #interval(node: Node, children: readonly Node[]): Evaluator {
    const low = this.#child(children, 1, node);
    const high = this.#child(children, 3, node);
    const open = `${this.#source(children[0] ?? node)}a..b${this.#source(children[4] ?? node)}`;
    return (scope) => viaFeelin(open, low(scope), high(scope)) ?? null;
  }

  #call(node: Node, children: readonly Node[]): Evaluator {
    const [target] = children;
    if (target === undefined) this.#fail(node, 'incomplete call');
    if (target.name === 'AtLiteral') {
      const literal = this.#source(target);
      return () => viaFeelin(literal, null, null) ?? null;
    }
    const list = children.find(
      (child) => child.name === 'PositionalParameters' || child.name === 'NamedParameters',
    );
    const named = list?.name === 'NamedParameters';
    const args = (list === undefined ? [] : childrenOf(list)).map((arg) => {
      if (!named) return { name: '', value: this.expression(arg), node: arg };
      const [name, value] = childrenOf(arg);
      if (name === undefined || value === undefined) this.#fail(arg, 'incomplete argument');
      return { name: this.#name(name), value: this.expression(value), node: value };
    });
    if (
      target.name !== 'VariableName' &&
      target.name !== 'DateTimeConstructor' &&
      target.name !== 'SpecialFunctionName'
    ) {
      return this.#invoke(this.expression(target), args);
    }
    const name = this.#name(target) === 'get_or_else' ? 'get or else' : this.#name(target);
    if (name === 'is defined' && args.length === 1) return this.#isDefined((args[0] as { node: Node }).node);
    const fn = builtin(name);
    if (fn === null) {
      if (name.includes(' ')) this.#fail(target, `there is no function '${name}'`);
      return this.#invoke((scope) => scope.lookup(name) ?? null, args);
    }
    return (scope) => {
      if (!named) {
        return fn(
          args.map((arg) => arg.value(scope)),
          scope.circumstances,
        );
      }
      const values = Object.fromEntries(args.map((arg) => [arg.name, arg.value(scope)]));
      const inOrder = positional(name, values);
      return inOrder === null ? invokeNamed(name, values) : fn(inOrder, scope.circumstances);
    };
  }

  #invoke(target: Evaluator, args: readonly { name: string; value: Evaluator }[]): Evaluator {
    return (scope) => {
      const fn = target(scope);
      if (!(fn instanceof FeelFunction)) return null;
      const named = args.some((arg) => arg.name !== '');
      return settle(
        fn.invoke(
          named
            ? Object.fromEntries(args.map((arg) => [arg.name, arg.value(scope)]))
            : args.map((arg) => arg.value(scope)),
        ),
      );
    };
  }

  /** Whether a variable or a path exists, even with the value null. */
  #isDefined(node: Node): Evaluator {
    const children = childrenOf(node);
    if (node.name === 'VariableName' && children.length === 1) {
      const name = this.#name(node);
      return (scope) => scope.lookup(name) !== undefined;
    }
    if (node.name === 'PathExpression') {
      const target = this.#child(children, 0, node);
      const name = this.#name(children[2] ?? node);
      return (scope) => {
        const value = target(scope);
        return (
          typeof value === 'object' &&
          value !== null &&
          name in value &&
          !Object.hasOwn(Object.prototype, name)
        );
      };
    }
    const value = this.expression(node);
    return (scope) => value(scope) !== null;
  }

  #function(node: Node, children: readonly Node[]): Evaluator {
    const parameters = children.find((child) => child.name === 'FormalParameters');
    const bodyNode = children.find((child) => child.name === 'FunctionBody');
    if (bodyNode === undefined) this.#fail(node, 'incomplete function');
    const names = (parameters === undefined ? [] : childrenOf(parameters)).map((parameter) => {
      const [name] = childrenOf(parameter);
      return this.#name(name ?? parameter);
    });
    const body = this.expression(bodyNode);
    return (scope) =>
      new FeelFunction((...args: unknown[]) => {
        spend(scope.budget, STEPS_OF_CALL);
        return body(within(scope, Object.fromEntries(names.map((name, i) => [name, args[i] ?? null]))));
      }, names);
  }

  /** All combinations of the iterated names; null when something to iterate is not a list. */
  #iterations(node: Node): (scope: Scope) => Scope[] | null {
    const clauses = childrenOf(node).map((clause) => {
      const [name, , context] = childrenOf(clause);
      if (name === undefined || context === undefined) this.#fail(clause, 'incomplete iteration');
      const bounds = childrenOf(context);
      const from = this.#child(bounds, 0, context);
      const to = bounds.length > 2 ? this.#child(bounds, 2, context) : undefined;
      return { name: this.#name(name), from, to };
    });
    return (scope) => {
      let scopes: Scope[] = [scope];
      for (const { name, from, to } of clauses) {
        const next: Scope[] = [];
        for (const outer of scopes) {
          const { budget } = scope;
          const items =
            to === undefined ? iterable(from(outer), budget) : numbers(from(outer), to(outer), budget);
          if (items === null) return null;
          for (const item of items) next.push(within(outer, { [name]: item }));
        }
        scopes = next;
      }
      return scopes;
    };
  }

  #for(node: Node, children: readonly Node[]): Evaluator {
    const iterations = this.#iterations(children[1] ?? node);
    const result = this.#child(children, children.length - 1, node);
    return (scope) => {
      const scopes = iterations(scope);
      if (scopes === null) return null;
      const partial: unknown[] = [];
      for (const inner of scopes) partial.push(result(within(inner, { partial })));
      return partial;
    };
  }

  #quantified(node: Node, children: readonly Node[]): Evaluator {
    const decisive = this.#source(children[0] ?? node) === 'some';
    const iterations = this.#iterations(children[1] ?? node);
    const condition = this.#child(children, 3, node);
    return (scope) => {
      const scopes = iterations(scope);
      if (scopes === null) return null;
      let result: boolean | null = !decisive;
      for (const inner of scopes) {
        const value = condition(inner);
        if (value === decisive) return decisive;
        if (value !== !decisive) result = null;
      }
      return result;
    };
  }
}

function both(a: boolean | null, b: boolean | null): boolean | null {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : null;
}

function isWithin(value: unknown, range: FeelRange): boolean | null {
  if (value === null) return false;
  const above = compare(value, range['start included'] ? '>=' : '>', range.start);
  return both(above, compare(value, range['end included'] ? '<=' : '<', range.end));
}

function pick(list: readonly unknown[], index: unknown): unknown {
  if (typeof index === 'boolean') return index ? list : [];
  if (typeof index !== 'number') return list.length === 0 ? [] : null;
  return list[index < 0 ? list.length + index : index - 1] ?? null;
}

/** The names a filter condition sees: `item`, and the entries of an item that is a context. */
function itemNames(item: unknown): Record<string, unknown> {
  return typeOf(item) === 'context' ? { item, ...(item as object) } : { item };
}

function iterable(value: unknown, budget: Budget): readonly unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof FeelRange) return numbers(value.start, value.end, budget);
  return null;
}

/** Whole numbers from one bound to the other, upwards or downwards. */
function numbers(from: unknown, to: unknown, budget: Budget): number[] | null {
  if (typeof from !== 'number' || typeof to !== 'number') return null;
  spend(budget, Math.abs(to - from));
  const step = from <= to ? 1 : -1;
  const result: number[] = [];
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) result.push(value);
  return result;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The content of a string literal. */
function text(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(
      /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{6})|\\(.)/gs,
      (_match, four: string, six: string, one: string) => {
        if (one === undefined) return String.fromCodePoint(parseInt(four ?? six, 16));
        return ESCAPES[one] ?? one;
      },
    );
}
