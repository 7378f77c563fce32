/** dmn-moddle ships no types. */
declare module 'dmn-moddle' {
  export class DmnModdle {
    /** Rejects when the text is no XML or its root is no `dmn:definitions`. */
    fromXML(xml: string): Promise<{ rootElement: unknown; warnings: readonly unknown[] }>;
  }
}
