/** bpmn-moddle has types for BPMN's elements, but none for the reader itself. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    /** @param packages extensions by prefix, such as `{ zeebe }` */
    constructor(packages?: Readonly<Record<string, unknown>>);
    /** Rejects when the text is no XML or not of the expected root type. */
    fromXML(xml: string): Promise<{
      readonly rootElement: unknown;
      readonly warnings: readonly {
        readonly message: string;
        readonly element?: unknown;
        readonly property?: string;
        readonly value?: string;
      }[];
    }>;
  }
}
