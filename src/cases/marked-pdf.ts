import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake, { type Content } from 'pdfmake';

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

const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')),
  'fonts',
  'Roboto',
);
pdfmake.addFonts({
  Roboto: {
    normal: join(fontFolder, 'Roboto-Regular.ttf'),
    bold: join(fontFolder, 'Roboto-Medium.ttf'),
  },
});
// A printout consists of text: nothing may be fetched or read for it but the fonts.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));

/** Lays out a printout as PDF, with its mark on each page. */
export async function renderMarkedPdf(made: MarkedPdf): Promise<Uint8Array> {
  const definition: Parameters<typeof pdfmake.createPdf>[0] = {
    language: 'nl-NL',
    pageSize: 'A4',
    pageMargins: [56, 72, 56, 64],
    info: { title: made.title, creationDate: made.madeAt },
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.25 },
    styles: {
      title: { fontSize: 18, bold: true, margin: [0, 0, 0, 12] },
      heading: { fontSize: 13, bold: true, margin: [0, 14, 0, 4] },
    },
    header: { text: made.mark, fontSize: 8, margin: [56, 32, 56, 0] },
    footer: (page: number, pages: number) => ({
      text: `Pagina ${page} van ${pages}`,
      fontSize: 8,
      alignment: 'right',
      margin: [56, 16, 56, 0],
    }),
    content: [
      { text: made.heading, style: 'title' },
      { text: made.intro },
      ...made.sections.flatMap(({ heading, paragraphs, lines }): Content[] => [
        { text: heading, style: 'heading' },
        ...paragraphs.map((text): Content => ({ text, margin: [0, 0, 0, 6] })),
        ...lines.map(({ label, value }): Content => ({
          text: [{ text: `${label}: `, bold: true }, value],
          margin: [0, 0, 0, 3],
        })),
      ]),
    ],
  };
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}
