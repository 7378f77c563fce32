/* Libraries that ship no types; only what this product uses is described. */

declare module '@camunda/linting' {
  interface Report {
    id: string;
    message: string;
    category: 'error' | 'warn' | 'info' | 'rule-error';
    rule: string;
    propertiesPanel?: { entryIds?: string[] };
  }
  export class Linter {
    constructor(options?: { modeler?: 'desktop' | 'web'; type?: 'cloud' | 'platform' });
    lint(definitions: unknown): Promise<Report[]>;
  }
}

declare module '@camunda/linting/modeler' {
  const module: Record<string, ['value', unknown]>;
  export default module;
}

declare module 'bpmn-js-differ' {
  interface ModelElement {
    $type: string;
    id: string;
    name?: string;
  }
  export interface Differences {
    _added: Record<string, ModelElement>;
    _removed: Record<string, ModelElement>;
    _layoutChanged: Record<string, ModelElement>;
    _changed: Record<
      string,
      { model: ModelElement; attrs: Record<string, { oldValue?: unknown; newValue?: unknown }> }
    >;
  }
  export function diff(before: unknown, after: unknown): Differences;
}
