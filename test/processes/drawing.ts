import type { Bounds, Edge, ProcessFile, Shape } from './bpmn-file.ts';

/** Everything a careful reader would object to in a drawing, in words; empty when it is well laid out. */
export function drawingProblems(file: ProcessFile): string[] {
  return [
    ...overlappingShapes(file),
    ...looseEndpoints(file),
    ...edgesThroughShapes(file),
    ...slantedEdges(file),
    ...hiddenLabels(file),
  ];
}

const inside = (inner: Bounds, outer: Bounds): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const overlap = (a: Bounds, b: Bounds): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const isContainer = ({ element }: Shape): boolean => element.$type === 'bpmn:SubProcess';
const hostOf = ({ element }: Shape): string | undefined =>
  element.$type === 'bpmn:BoundaryEvent' ? element.get<{ id: string }>('attachedToRef').id : undefined;

function* pairs<T>(list: readonly T[]): Generator<readonly [T, T]> {
  for (const [index, first] of list.entries()) {
    for (const second of list.slice(index + 1)) yield [first, second];
  }
}

function* overlappingShapes({ shapes }: ProcessFile): Generator<string> {
  for (const [a, b] of pairs(shapes)) {
    if (!overlap(a.bounds, b.bounds)) continue;
    if (hostOf(a) === b.element.id || hostOf(b) === a.element.id) continue;
    if ((isContainer(a) && inside(b.bounds, a.bounds)) || (isContainer(b) && inside(a.bounds, b.bounds))) {
      continue;
    }
    yield `${a.element.id} lies over ${b.element.id}`;
  }
}

const onBorder = (point: { x: number; y: number }, { x, y, width, height }: Bounds): boolean => {
  const within =
    point.x >= x - 1 && point.x <= x + width + 1 && point.y >= y - 1 && point.y <= y + height + 1;
  const distance = Math.min(
    Math.abs(point.x - x),
    Math.abs(point.x - x - width),
    Math.abs(point.y - y),
    Math.abs(point.y - y - height),
  );
  return within && distance <= 1;
};

function* looseEndpoints({ shapes, edges }: ProcessFile): Generator<string> {
  const boundsOf = new Map(shapes.map(({ element, bounds }) => [element.id, bounds]));
  for (const { element, waypoints } of edges) {
    const ends = [
      ['sourceRef', waypoints.at(0)],
      ['targetRef', waypoints.at(-1)],
    ] as const;
    for (const [end, point] of ends) {
      const bounds = boundsOf.get(element.get<{ id: string }>(end).id);
      if (!bounds || !point || !onBorder(point, bounds))
        yield `${element.id}: ${end} does not touch its shape`;
    }
  }
}

function* segments({ waypoints }: Edge): Generator<Bounds> {
  for (const [index, from] of waypoints.slice(0, -1).entries()) {
    const to = waypoints[index + 1];
    if (!to) continue;
    yield {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
  }
}

function* edgesThroughShapes({ shapes, edges }: ProcessFile): Generator<string> {
  for (const edge of edges) {
    const ends = ['sourceRef', 'targetRef'].map((end) => edge.element.get<{ id: string }>(end).id);
    for (const shape of shapes) {
      if (ends.includes(shape.element.id) || isContainer(shape)) continue;
      const host = hostOf(shape);
      if (host !== undefined && ends.includes(host)) continue;
      const { x, y, width, height } = shape.bounds;
      const inner = { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
      for (const segment of segments(edge)) {
        if (overlap({ ...segment, width: segment.width || 0.1, height: segment.height || 0.1 }, inner)) {
          yield `${edge.element.id} runs through ${shape.element.id}`;
        }
      }
    }
  }
}

function* slantedEdges({ edges }: ProcessFile): Generator<string> {
  for (const edge of edges) {
    for (const { width, height } of segments(edge)) {
      if (width > 0 && height > 0) yield `${edge.element.id} is slanted`;
    }
  }
}

function* hiddenLabels({ shapes, edges }: ProcessFile): Generator<string> {
  const labels = [...shapes, ...edges].flatMap(({ element, label }) =>
    label ? [{ id: element.id, label }] : [],
  );
  for (const [a, b] of pairs(labels)) {
    if (overlap(a.label, b.label)) yield `the labels of ${a.id} and ${b.id} overlap`;
  }
  for (const { id, label } of labels) {
    for (const shape of shapes) {
      if (!isContainer(shape) && overlap(label, shape.bounds))
        yield `the label of ${id} lies over ${shape.element.id}`;
    }
    for (const edge of edges) {
      for (const segment of segments(edge)) {
        if (overlap({ ...segment, width: segment.width || 0.1, height: segment.height || 0.1 }, label)) {
          yield `${edge.element.id} runs through the label of ${id}`;
        }
      }
    }
  }
}
