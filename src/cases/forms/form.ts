import type { FieldGroup } from '../../contract/access.ts';
import type { Configuration, Instrument } from '../configuration.ts';

/**
 * The form of one human step: data, owned by process designers, in `processes/forms/<form-id>.json`.
 *
 * `schema` is JSON Schema draft-07 with these additions:
 * - `x-process-variable: true`: the value becomes a process variable. Only ids, choices, booleans and dates may.
 * - `x-options`: the choices of this string are filled in from the case or the configuration.
 * - `x-instrument`: `ratings` or `ratings-and-questions` on an object, `overall` on a string: filled in from the assessment
 *   instrument. With questions, each unknown says who is asked.
 * - `x-each`: this object gets a part for each of these things in the case, shaped by its `additionalProperties`; without any it is left
 *   out.
 * - `x-different-from`: this string must differ from the named sibling, which has the same options.
 * - `x-data-category`: sensitivity of the content, as the person filling in is told.
 * - `x-field-group`: who may read it (config/field-access.json); holds for everything below that has none of its own.
 * - `x-impersonal: true`: this text leaves the case file, so it may not say whom it is about (impersonal/impersonal-text.ts).
 * - `x-field-group-from`: names a sibling whose value is a category of config/field-access.json, or a list of them.
 */
export interface FormDefinition {
  readonly formId: string;
  /** Dutch. */
  readonly title: string;
  /** Dutch: what is asked and why. */
  readonly description: string;
  readonly schema: SchemaNode;
  /** react-jsonschema-form's ui schema. */
  readonly uiSchema: { readonly [name: string]: unknown };
  readonly i18n?: { readonly en?: FormTranslation };
}

export interface FormTranslation {
  readonly title: string;
  readonly description: string;
  /** Title by property path, such as `goals.interventions.dueOn` (list items have no segment of their own). */
  readonly labels: { readonly [path: string]: string };
}

export const optionSources = [
  'partners',
  'municipalities',
  'case-partners',
  'case-attendees',
  'assessors',
  'goals',
  'indicators',
  'information-requests',
  'case-information',
  'possible-matches',
] as const;
export const eachSources = [
  'exit-criteria',
  'unfinished-actions',
  'transfer-parts',
  'own-signals',
  'own-information',
] as const;
export type EachSource = (typeof eachSources)[number];
export type OptionSource = (typeof optionSources)[number];

export const dataCategories = ['ordinary', 'special', 'criminal'] as const;
export type DataCategory = (typeof dataCategories)[number];

/** The part of JSON Schema that forms use. */
export interface SchemaNode {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly allOf?: readonly SchemaNode[];
  readonly if?: SchemaNode;
  readonly then?: SchemaNode;
  readonly else?: SchemaNode;
  readonly not?: SchemaNode;
  readonly pattern?: string;
  readonly format?: string;
  readonly 'x-process-variable'?: boolean;
  readonly 'x-options'?: OptionSource;
  readonly 'x-instrument'?: 'ratings' | 'ratings-and-questions' | 'overall';
  readonly 'x-each'?: EachSource;
  readonly 'x-different-from'?: string;
  readonly 'x-data-category'?: DataCategory;
  readonly 'x-field-group'?: FieldGroup;
  readonly 'x-field-group-from'?: string;
  readonly 'x-impersonal'?: boolean;
  readonly [keyword: string]: unknown;
}

/** A person who can be chosen in a form. */
export interface FormPerson {
  readonly userId: string;
  readonly name: string;
  readonly partnerId: string;
}

/** What a form may take from one case; the repository's case file is turned into this by its owner. */
export interface FormCase {
  /** Partners taking part; before composition the three partners of the screening. */
  readonly partnerIds: readonly string[];
  readonly goals: readonly { readonly goalId: string; readonly title: string }[];
  readonly informationRequests: readonly { readonly requestId: string; readonly question: string }[];
  /** Items of information that can be named; absent: none. */
  readonly information?: readonly { readonly id: string; readonly title: string }[];
  /** Cases that may be about the same person. */
  readonly possibleMatches: readonly { readonly caseId: string; readonly reference: string }[];
  /** What the form asks one thing about each of, by id. */
  readonly each: {
    readonly [source in EachSource]: readonly { readonly id: string; readonly title: string }[];
  };
}

/** Where `expandForm` takes choices from. */
export interface FormSources {
  readonly configuration: Configuration;
  /** Needed by forms with choices from a case; without it such lists are empty. */
  readonly caseFile?: FormCase;
  /** Attendees who can be chosen; those of other partners than the case's are left out. */
  readonly people?: readonly FormPerson[];
  /** Default: the active one. */
  readonly instrument?: Instrument;
  /** Who of `people` may assess with the instrument. Default: everyone. */
  readonly assessorIds?: readonly string[];
  /** Default `nl`. */
  readonly language?: 'nl' | 'en';
}

/** A form with its choices filled in: the browser shows it and the server validates with this same schema. */
export interface ExpandedForm {
  readonly formId: string;
  readonly title: string;
  readonly description: string;
  readonly schema: SchemaNode;
  readonly uiSchema: { readonly [name: string]: unknown };
}

/** One thing wrong with submitted data. */
export interface FieldError {
  /** JSON pointer into the data, such as `/goals/0/title`; empty for the form as a whole. */
  readonly pointer: string;
  /** Dutch, plain; never repeats the submitted value. */
  readonly message: string;
}

/** Submitted form data. */
export type FormData = { readonly [name: string]: unknown };

/** What may travel to the process engine: ids, choices, dates, booleans and lists of them. */
export type FormVariables = {
  readonly [name: string]: string | boolean | readonly (string | boolean)[];
};
