/** bpmn-moddle ships types of its elements but not of its entry point. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    /** @param packages additional moddle packages by prefix */
    constructor(packages?: Readonly<Record<string, unknown>>);
    /** Rejects when the text is no XML or its root is no `bpmn:definitions`. */
    fromXML(xml: string): Promise<{ rootElement: unknown; warnings: readonly unknown[] }>;
  }
}
