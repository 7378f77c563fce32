/** An element as a moddle parser gives it; `$type` is the prefixed XML type (`bpmn:ServiceTask`, `dmn:Decision`). */
export interface ModdleElement {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  readonly $parent?: ModdleElement;
  /** The value of a property, or undefined; of a repeated property always an array. */
  get(property: string): unknown;
}

/** Something a moddle parser could not understand. */
export interface ParseWarning {
  readonly message: string;
  readonly element?: ModdleElement;
  readonly property?: string;
  readonly value?: string;
}

/** A document type may define entities that grow without bound; models have no use for one. */
export const hasDocumentType = (xml: string): boolean => /<!DOCTYPE/i.test(xml);

export const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** moddle spreads a warning over lines; the position and the nested error matter to an author. */
export const readableWarning = (message: string): string => message.split(/\s*\n\s*/).join(', ');

/** A repeated property as an array of elements. */
export const list = (value: unknown): readonly ModdleElement[] =>
  Array.isArray(value) ? (value as ModdleElement[]) : [];

/** A single referenced or contained element. */
export const element = (owner: ModdleElement, property: string): ModdleElement | undefined => {
  const value = owner.get(property);
  return typeof value === 'object' && value !== null ? (value as ModdleElement) : undefined;
};

/** An attribute as text; undefined when absent or empty. */
export const text = (owner: ModdleElement | undefined, property: string): string | undefined => {
  const value = owner?.get(property);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

/** A boolean attribute. */
export const flag = (owner: ModdleElement, property: string): boolean => owner.get(property) === true;
