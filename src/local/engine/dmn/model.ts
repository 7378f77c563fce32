/**
 * The compiled decision model: plain data, built by the broker from DMN XML. FEEL is kept as its source.
 *
 * Source: DMN 1.3 (OMG formal/21-02-01), as far as Zeebe executes it.
 */

/** One file: a decision requirements graph. */
export interface DecisionRequirements {
  readonly id: string;
  readonly name: string;
  readonly decisions: readonly Decision[];
  readonly knowledge: readonly BusinessKnowledge[];
}

export interface Decision {
  readonly id: string;
  readonly name: string;
  /** The name by which other decisions see its result. */
  readonly resultName: string;
  readonly resultType?: string;
  /** Ids of the decisions that must be taken before. */
  readonly requiredDecisions: readonly string[];
  /** Ids of the business knowledge models that its logic may call. */
  readonly requiredKnowledge: readonly string[];
  readonly logic: Logic;
}

/** A function with a name. */
export interface BusinessKnowledge {
  readonly id: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly requiredKnowledge: readonly string[];
  readonly logic: Logic;
}

export interface Parameter {
  readonly name: string;
  readonly type?: string;
}

/** How a value is found. */
export type Logic =
  | { readonly kind: 'literal'; readonly expression: string }
  | DecisionTable
  /** Without `result` the value is the context of all entries. Later entries see earlier ones. */
  | { readonly kind: 'context'; readonly entries: readonly NamedLogic[]; readonly result?: Logic }
  | { readonly kind: 'list'; readonly items: readonly Logic[] }
  | { readonly kind: 'relation'; readonly rows: readonly (readonly NamedLogic[])[] }
  | {
      readonly kind: 'invocation';
      /** Name of a business knowledge model. */
      readonly called: string;
      readonly bindings: readonly { readonly name: string; readonly expression: string }[];
    }
  | { readonly kind: 'function'; readonly parameters: readonly Parameter[]; readonly expression: string };

export interface NamedLogic {
  readonly name: string;
  readonly logic: Logic;
}

export type HitPolicy = 'UNIQUE' | 'FIRST' | 'PRIORITY' | 'ANY' | 'COLLECT' | 'RULE ORDER' | 'OUTPUT ORDER';

export type Aggregation = 'SUM' | 'COUNT' | 'MIN' | 'MAX';

export interface DecisionTable {
  readonly kind: 'table';
  readonly hitPolicy: HitPolicy;
  /** Of COLLECT only. */
  readonly aggregation?: Aggregation;
  readonly inputs: readonly TableInput[];
  readonly outputs: readonly TableOutput[];
  readonly rules: readonly TableRule[];
}

export interface TableInput {
  readonly id: string;
  /** The author's label, else empty. */
  readonly name: string;
  readonly expression: string;
}

export interface TableOutput {
  readonly id: string;
  /** Name of the entry in the result; only a single output may have none. */
  readonly name: string;
  /** The author's label, else empty. */
  readonly label: string;
  /** Allowed values, most important first: for PRIORITY and OUTPUT ORDER. */
  readonly values: readonly string[];
  /** When no rule matches. */
  readonly defaultExpression?: string;
}

export interface TableRule {
  readonly id: string;
  /** Unary tests, one per input. */
  readonly tests: readonly string[];
  /** One expression per output. */
  readonly outputs: readonly string[];
}
