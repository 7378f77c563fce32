import type { Diagram } from './model.ts';

/** Room around the diagram in screen pixels; on the left for the palette when there is one. */
const margin = 24;
const paletteWidth = 112;
/** Small diagrams are not blown up beyond their own size. */
const largestZoom = 1;

/** Makes the whole diagram visible, beside the palette instead of behind it. */
export function fit(diagram: Diagram, { palette }: { palette: boolean }): void {
  const canvas = diagram.get('canvas');
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  if (inner.width <= 0 || outer.width <= 0) return;
  const left = margin + (palette ? paletteWidth : 0);
  const zoom = Math.min(
    largestZoom,
    (outer.width - left - margin) / inner.width,
    (outer.height - 2 * margin) / inner.height,
  );
  if (!(zoom > 0)) return;
  const width = outer.width / zoom;
  const height = outer.height / zoom;
  canvas.viewbox({
    // Centred in what the palette leaves free.
    x: inner.x - (left / zoom + (width - (left + margin) / zoom - inner.width) / 2),
    y: inner.y - (height - inner.height) / 2,
    width,
    height,
  });
}
