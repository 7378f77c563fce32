import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

/** What a printout says under one heading. */
export interface PdfSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly lines: readonly { readonly label: string; readonly value: string }[];
}

export interface MarkedPdf {
  /** Of the file, as a reader shows it. */
  readonly title: string;
  readonly heading: string;
  readonly intro: string;
  /** On every page: for whom, when, which copy. */
  readonly mark: string;
  readonly madeAt: Date;
  readonly sections: readonly PdfSection[];
}

/** Widely legible, with every letter of the languages of Europe; the package is here for its fonts only. */
const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts',
  'Roboto',
);
const normal = join(fontFolder, 'Roboto-Regular.ttf');
const bold = join(fontFolder, 'Roboto-Medium.ttf');

/** In points, of 1/72 inch. */
const margins = { top: 76, bottom: 64, left: 56, right: 56 };
/** Room below a heading for the beginning of what it is about; without it the heading goes to the next page. */
const ROOM_AFTER_HEADING = 64;

/**
 * Lays out a printout as PDF, with its mark on each page. It is tagged (PDF/UA's H1, H2 and P, with title and language), so that
 * a screen reader reads it in order; the mark and the page numbers are no part of the text.
 */
export function renderMarkedPdf(made: MarkedPdf): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: 'A4',
    margins,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'nl-NL',
    displayTitle: true,
    bufferPages: true,
    info: { Title: made.title, CreationDate: made.madeAt },
  });
  const rendered = bytesOf(document);
  const root = document.struct('Document');
  document.addStructure(root);

  const write = (tag: 'H1' | 'H2' | 'P', draw: () => void): void => {
    const element = document.struct(tag);
    root.add(element);
    const content = document.markStructureContent(tag);
    draw();
    document.endMarkedContent();
    // Only now: what goes on on a next page is content of the same element.
    element.add(content);
    element.end();
  };
  const text = (font: string, size: number, given: string, options: PDFKit.Mixins.TextOptions = {}): void => {
    document
      .font(font)
      .fontSize(size)
      .text(given, { lineGap: 2.5, ...options });
  };
  const space = (points: number): void => {
    document.y += points;
  };

  write('H1', () => text(bold, 18, made.heading));
  space(6);
  write('P', () => text(normal, 10, made.intro));
  for (const { heading, paragraphs, lines } of made.sections) {
    space(14);
    if (document.y > document.page.height - margins.bottom - ROOM_AFTER_HEADING) document.addPage();
    write('H2', () => text(bold, 13, heading));
    space(3);
    for (const paragraph of paragraphs) {
      write('P', () => text(normal, 10, paragraph));
      space(5);
    }
    for (const { label, value } of lines) {
      write('P', () => {
        // A question needs no colon.
        text(bold, 10, /[?!.:]$/.test(label) ? `${label} ` : `${label}: `, { continued: true });
        text(normal, 10, value);
      });
      space(4);
    }
  }
  root.end();
  markPages(document, made.mark);
  document.end();
  return rendered;
}

/** Puts the mark above and the page number below each page, outside what is read as text. */
function markPages(document: PDFKit.PDFDocument, mark: string): void {
  const { count } = document.bufferedPageRange();
  const width = document.page.width - margins.left - margins.right;
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    // What is written in the margin must not begin a page of its own.
    document.page.margins = { top: 0, bottom: 0, left: margins.left, right: margins.right };
    document.font(normal).fontSize(8);
    document.markContent('Artifact', { type: 'Pagination', attached: ['Top'] });
    document.text(mark, margins.left, 30, { width, lineGap: 1.5 });
    document.endMarkedContent();
    document.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] });
    document.text(`Pagina ${page + 1} van ${count}`, margins.left, document.page.height - 44, {
      width,
      align: 'right',
    });
    document.endMarkedContent();
  }
}

function bytesOf(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    document.on('error', reject);
  });
}
