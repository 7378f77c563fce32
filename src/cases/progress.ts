/** One element of a process that people recognise as a step. */
export interface OutlineStep {
  readonly elementId: string;
  /** The element's name in the model. */
  readonly name: string;
  readonly type: 'user-task' | 'service-task' | 'call-activity' | 'other';
  /** Position in reading order, from the start event. */
  readonly order: number;
  /** Of a call activity: the process that it calls. */
  readonly calledProcessId?: string;
}

/** The steps of one process version, parsed from its XML. */
export interface ProcessOutline {
  readonly processId: string;
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly name: string;
  readonly steps: readonly OutlineStep[];
}

/** What the domain asks of the registry of process definitions. */
export interface ProcessOutlines {
  /** Undefined when the registry does not know this version. */
  byKey(processDefinitionKey: string): Promise<ProcessOutline | undefined>;
  /** Name of a step in the version at hand; undefined when unknown. */
  stepName(processDefinitionKey: string, elementId: string): Promise<string | undefined>;
}
