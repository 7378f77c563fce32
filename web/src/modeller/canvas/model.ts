/**
 * The parts of the modelling libraries' objects that this product reads. The libraries type them loosely; these shapes are
 * from the BPMN 2.0 meta-model (bpmn-moddle) and diagram-js.
 */
export interface ModelElement {
  readonly $type: string;
  readonly id: string;
  readonly name?: string;
  readonly $parent?: ModelElement;
  readonly incoming?: readonly ModelElement[];
  readonly outgoing?: readonly ModelElement[];
  readonly sourceRef?: ModelElement;
  readonly targetRef?: ModelElement;
  readonly attachedToRef?: ModelElement;
  readonly cancelActivity?: boolean;
  readonly isInterrupting?: boolean;
  readonly triggeredByEvent?: boolean;
  readonly eventDefinitions?: readonly ModelElement[];
  readonly loopCharacteristics?: ModelElement;
  readonly flowElements?: readonly ModelElement[];
  readonly rootElements?: readonly ModelElement[];
  readonly participants?: readonly ModelElement[];
  readonly processRef?: ModelElement;
  readonly default?: ModelElement;
  get(property: string): unknown;
  set(property: string, value: unknown): void;
  $instanceOf(type: string): boolean;
}

export interface DiagramElement {
  readonly id: string;
  readonly businessObject: ModelElement;
  readonly labelTarget?: DiagramElement;
  readonly parent?: DiagramElement;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The services of the modeller that this product calls. */
export interface ModellerServices {
  canvas: {
    resized(): void;
    viewbox(): { inner: Box; outer: { width: number; height: number } };
    viewbox(box: Box): void;
    scrollToElement(element: DiagramElement, padding?: number): void;
    getRootElement(): DiagramElement;
    setRootElement(element: DiagramElement): void;
    findRoot(element: DiagramElement | string): DiagramElement | undefined;
    addMarker(elementId: string, marker: string): void;
    removeMarker(elementId: string, marker: string): void;
    focus(): void;
  };
  commandStack: { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean };
  elementRegistry: {
    get(id: string): DiagramElement | undefined;
    filter(test: (element: DiagramElement) => boolean): DiagramElement[];
  };
  eventBus: {
    on(event: string, listener: (event: never) => void): void;
    on(event: string, priority: number, listener: (event: never) => void): void;
    fire(event: string, data?: object): void;
  };
  linting: {
    setErrors(reports: readonly object[]): void;
    showError(report: object): void;
  };
  moddle: { fromXML(xml: string): Promise<{ rootElement: ModelElement; warnings: readonly unknown[] }> };
  zoomScroll: { stepZoom(steps: number): void };
  selection: { get(): DiagramElement[]; select(element: DiagramElement | null): void };
}

/** A modeller or viewer that shows one diagram. */
export interface Diagram {
  importXML(xml: string): Promise<{ warnings: readonly unknown[] }>;
  destroy(): void;
  get<Service extends keyof ModellerServices>(service: Service): ModellerServices[Service];
}

/** The editor: a diagram that can be changed and saved. */
export interface Modeller extends Diagram {
  saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
  getDefinitions(): ModelElement;
}
