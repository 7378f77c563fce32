import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

const require = createRequire(import.meta.url);

/** A moddle element as the tests read it. */
export interface Element {
  readonly $type: string;
  readonly id: string;
  readonly name?: string;
  readonly $parent?: Element;
  get<T = unknown>(property: string): T;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Shape {
  readonly element: Element;
  readonly bounds: Bounds;
  readonly label?: Bounds;
}

export interface Edge {
  readonly element: Element;
  readonly waypoints: readonly { readonly x: number; readonly y: number }[];
  readonly label?: Bounds;
}

export interface ProcessFile {
  readonly processId: string;
  readonly definitions: Element;
  readonly process: Element;
  /** Flow nodes and sequence flows of every scope. */
  readonly elements: readonly Element[];
  readonly shapes: readonly Shape[];
  readonly edges: readonly Edge[];
}

export const folder = 'processes';

/** File names without `.bpmn`. */
export const processIds = readdirSync(folder)
  .filter((name) => name.endsWith('.bpmn'))
  .map((name) => name.slice(0, -'.bpmn'.length))
  .sort();

export function newModdle(): BpmnModdle {
  return new BpmnModdle({ zeebe: require('zeebe-bpmn-moddle/resources/zeebe.json') as object });
}

export async function readProcessFile(processId: string): Promise<ProcessFile> {
  const xml = readFileSync(`${folder}/${processId}.bpmn`, 'utf8');
  const { rootElement, warnings } = await newModdle().fromXML(xml);
  if (warnings.length > 0) throw new Error(`${processId}: ${JSON.stringify(warnings)}`);
  const definitions = rootElement as Element;
  const [process, ...others] = listOf(definitions, 'rootElements').filter(
    ({ $type }) => $type === 'bpmn:Process',
  );
  if (!process || others.length > 0) throw new Error(`${processId}: must hold exactly one process`);
  const [diagram] = listOf(definitions, 'diagrams');
  const drawn = diagram ? listOf(diagram.get<Element>('plane'), 'planeElement') : [];
  return {
    processId,
    definitions,
    process,
    elements: [...elementsBelow(process)],
    shapes: drawn
      .filter(({ $type }) => $type === 'bpmndi:BPMNShape')
      .map((shape) => ({
        element: shape.get<Element>('bpmnElement'),
        bounds: shape.get<Bounds>('bounds'),
        ...labelOf(shape),
      })),
    edges: drawn
      .filter(({ $type }) => $type === 'bpmndi:BPMNEdge')
      .map((edge) => ({
        element: edge.get<Element>('bpmnElement'),
        waypoints: edge.get<Edge['waypoints']>('waypoint'),
        ...labelOf(edge),
      })),
  };
}

export function listOf(element: Element, property: string): readonly Element[] {
  return element.get<readonly Element[] | undefined>(property) ?? [];
}

function* elementsBelow(scope: Element): Generator<Element> {
  for (const element of listOf(scope, 'flowElements')) {
    yield element;
    yield* elementsBelow(element);
  }
}

function labelOf(drawn: Element): { readonly label?: Bounds } {
  const label = drawn.get<Element | undefined>('label')?.get<Bounds | undefined>('bounds');
  return label ? { label } : {};
}

/** The extension elements of one type, such as `zeebe:TaskDefinition`. */
export function extensions(element: Element, type: string): readonly Element[] {
  const holder = element.get<Element | undefined>('extensionElements');
  return holder ? listOf(holder, 'values').filter(({ $type }) => $type === type) : [];
}

/** One attribute of one extension element. */
export function extensionValue(element: Element, type: string, property: string): string | undefined {
  return extensions(element, type)[0]?.get<string | undefined>(property);
}

export function headersOf(element: Element): Readonly<Record<string, string>> {
  const [headers] = extensions(element, 'zeebe:TaskHeaders');
  if (!headers) return {};
  return Object.fromEntries(
    listOf(headers, 'values').map((header) => [header.get<string>('key'), header.get<string>('value')]),
  );
}

export interface Mapping {
  readonly source: string;
  readonly target: string;
}

export function mappingsOf(element: Element, direction: 'inputParameters' | 'outputParameters'): Mapping[] {
  const [mapping] = extensions(element, 'zeebe:IoMapping');
  if (!mapping) return [];
  return listOf(mapping, direction).map((parameter) => ({
    source: parameter.get<string>('source'),
    target: parameter.get<string>('target'),
  }));
}

export function loopOf(element: Element): Readonly<Record<string, string>> | undefined {
  const characteristics = element.get<Element | undefined>('loopCharacteristics');
  const [loop] = characteristics ? extensions(characteristics, 'zeebe:LoopCharacteristics') : [];
  if (!loop) return undefined;
  return Object.fromEntries(
    ['inputCollection', 'inputElement', 'outputCollection', 'outputElement'].map((name) => [
      name,
      loop.get<string>(name),
    ]),
  );
}

export const ofType = (file: ProcessFile, ...types: readonly string[]): readonly Element[] =>
  file.elements.filter(({ $type }) => types.includes($type));
