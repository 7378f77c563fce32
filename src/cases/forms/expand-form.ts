import { activeInstrument, noRatings, type Instrument } from '../configuration.ts';
import type {
  ExpandedForm,
  FormDefinition,
  FormSources,
  FormTranslation,
  OptionSource,
  SchemaNode,
} from './form.ts';

type UiSchema = { readonly [name: string]: unknown };
type Option = { readonly const: string; readonly title: string };

const texts = {
  nl: {
    nothing: 'Er is nog niets om uit te kiezen',
    rating: 'Beoordeling',
    evidence: 'Onderbouwing',
    evidenceHelp:
      'Noem de feiten en van wie ze komen. Weet u het niet? Schrijf op welke informatie ontbreekt.',
    anchors: 'Wat betekent wat',
  },
  en: {
    nothing: 'There is nothing to choose from yet',
    rating: 'Rating',
    evidence: 'Evidence',
    evidenceHelp: 'Name the facts and their source. Not known? Write down which information is missing.',
    anchors: 'Meaning of the ratings',
  },
} as const;

/**
 * Fills in what a form takes from the case, the configuration and the instrument. The result is plain draft-07, which the
 * browser shows and the server validates with.
 */
export function expandForm(form: FormDefinition, sources: FormSources): ExpandedForm {
  const translation = sources.language === 'en' ? form.i18n?.en : undefined;
  const { schema, ui } = new Expansion(sources, translation).node(form.schema, form.uiSchema, '');
  return {
    formId: form.formId,
    title: translation?.title ?? form.title,
    description: translation?.description ?? form.description,
    schema,
    uiSchema: ui,
  };
}

class Expansion {
  readonly #sources: FormSources;
  readonly #translation: FormTranslation | undefined;
  readonly #instrument: Instrument;
  readonly #texts: (typeof texts)['nl'] | (typeof texts)['en'];

  constructor(sources: FormSources, translation: FormTranslation | undefined) {
    this.#sources = sources;
    this.#translation = translation;
    this.#instrument = activeInstrument(sources.configuration);
    this.#texts = texts[sources.language ?? 'nl'];
  }

  node(source: SchemaNode, ui: UiSchema, path: string): { schema: SchemaNode; ui: UiSchema } {
    const {
      'x-options': options,
      'x-instrument': instrument,
      'x-different-from': _differentFrom,
      ...rest
    } = source;
    const label = this.#translation?.labels[path];
    const schema: Record<string, unknown> = { ...rest, ...(label === undefined ? {} : { title: label }) };
    let uiResult: Record<string, unknown> = { ...ui };

    if (options) Object.assign(schema, this.#choice(this.#options(options)));
    if (instrument === 'overall') {
      Object.assign(schema, this.#choice(this.#ratings(this.#instrument.overall)));
    }
    if (instrument === 'ratings') {
      const ratings = this.#indicators();
      Object.assign(schema, ratings.schema);
      uiResult = { ...uiResult, ...ratings.ui };
    }

    let properties: Record<string, SchemaNode> = {};
    if (source.properties) {
      properties = this.#properties(source.properties, uiResult, path);
      schema['properties'] = properties;
      const leftOut = Object.keys(source.properties).filter((name) => !(name in properties));
      if (source.required && leftOut.length > 0) {
        schema['required'] = source.required.filter((name) => !leftOut.includes(name));
      }
    }
    if (source.items) {
      const items = this.node(source.items, asUi(uiResult['items']), path);
      schema['items'] = items.schema;
      if (Object.keys(items.ui).length > 0) uiResult['items'] = items.ui;
    }
    for (const keyword of ['then', 'else'] as const) {
      const branch = source[keyword];
      if (branch) schema[keyword] = this.#sameObject(branch, uiResult, path);
    }
    const members = (source.allOf ?? []).map((member) => this.#sameObject(member, uiResult, path));
    members.push(...differences(source, properties));
    if (members.length > 0) schema['allOf'] = members;
    return { schema, ui: uiResult };
  }

  /** A schema that speaks of the same object as its parent (`then`, `else`, a member of `allOf`). */
  #sameObject(source: SchemaNode, ui: Record<string, unknown>, path: string): SchemaNode {
    const expanded = this.node(source, ui, path);
    Object.assign(ui, expanded.ui);
    return expanded.schema;
  }

  #properties(
    properties: { readonly [name: string]: SchemaNode },
    ui: Record<string, unknown>,
    path: string,
  ): Record<string, SchemaNode> {
    const result: Record<string, SchemaNode> = {};
    for (const [name, property] of Object.entries(properties)) {
      // An instrument without an overall scale asks no overall judgement.
      if (property['x-instrument'] === 'overall' && this.#instrument.overall.length === 0) continue;
      const expanded = this.node(property, asUi(ui[name]), path === '' ? name : `${path}.${name}`);
      result[name] = expanded.schema;
      if (Object.keys(expanded.ui).length > 0) ui[name] = expanded.ui;
    }
    return result;
  }

  #choice(options: readonly Option[]): SchemaNode {
    // Draft-07 forbids an empty oneOf; with minLength the only choice offered can never be sent.
    return options.length > 0
      ? { oneOf: options }
      : { oneOf: [{ const: '', title: this.#texts.nothing }], minLength: 1 };
  }

  #options(source: OptionSource): readonly Option[] {
    const { configuration, caseFile, people = [] } = this.#sources;
    const partnerName = (partnerId: string): string =>
      configuration.partners.find((partner) => partner.partnerId === partnerId)?.name ?? partnerId;
    const partnerIds = caseFile?.partnerIds ?? [];
    switch (source) {
      case 'partners':
        return configuration.partners.map(({ partnerId, name }) => ({ const: partnerId, title: name }));
      case 'municipalities':
        return configuration.municipalities.map(({ municipalityId, name }) => ({
          const: municipalityId,
          title: name,
        }));
      case 'case-partners':
        return partnerIds.map((partnerId) => ({ const: partnerId, title: partnerName(partnerId) }));
      case 'case-attendees':
      case 'assessors':
        return people
          .filter((person) => partnerIds.includes(person.partnerId))
          .map(({ userId, name, partnerId }) => ({
            const: userId,
            title: `${name} (${partnerName(partnerId)})`,
          }));
      case 'goals':
        return (caseFile?.goals ?? []).map(({ goalId, title }) => ({ const: goalId, title }));
      case 'information-requests':
        return (caseFile?.informationRequests ?? []).map(({ requestId, question }) => ({
          const: requestId,
          title: question,
        }));
    }
  }

  #ratings(scale: Instrument['scale']): readonly Option[] {
    return scale.map(({ ratingId, label }) => ({ const: ratingId, title: label }));
  }

  #indicators(): { schema: SchemaNode; ui: UiSchema } {
    const { scale, domains } = this.#instrument;
    const properties: Record<string, SchemaNode> = {};
    const ui: Record<string, unknown> = {};
    for (const domain of domains) {
      for (const { indicatorId, name, question, anchors } of domain.indicators) {
        const meanings = scale.flatMap(({ ratingId, label }) => {
          const meaning = anchors[ratingId];
          return meaning === undefined ? [] : [`${label} = ${meaning}`];
        });
        properties[indicatorId] = {
          type: 'object',
          title: `${domain.name}: ${name}`,
          description: [
            question,
            ...(meanings.length > 0 ? [`${this.#texts.anchors}: ${meanings.join('; ')}.`] : []),
          ].join(' '),
          properties: {
            rating: {
              type: 'string',
              title: this.#texts.rating,
              oneOf: [...this.#ratings(scale), ...this.#ratings(noRatings)],
            },
            evidence: {
              type: 'string',
              title: this.#texts.evidence,
              description: this.#texts.evidenceHelp,
              minLength: 1,
              maxLength: 4000,
            },
          },
          required: ['rating', 'evidence'],
        };
        ui[indicatorId] = {
          'ui:order': ['rating', 'evidence'],
          rating: { 'ui:widget': 'radio' },
          evidence: { 'ui:widget': 'textarea' },
        };
      }
    }
    return { schema: { properties, required: Object.keys(properties) }, ui };
  }
}

function asUi(value: unknown): UiSchema {
  return typeof value === 'object' && value !== null ? (value as UiSchema) : {};
}

/**
 * "Must differ from its sibling" in plain JSON Schema: draft-07 cannot compare two values, but after expansion the choices are
 * known, so each gets a rule of its own.
 */
function differences(source: SchemaNode, expanded: { readonly [name: string]: SchemaNode }): SchemaNode[] {
  return Object.entries(source.properties ?? {}).flatMap(([name, property]) => {
    const other = property['x-different-from'];
    if (other === undefined) return [];
    return (expanded[name]?.oneOf ?? []).map((option) => ({
      if: { properties: { [other]: { const: option.const } }, required: [other] },
      then: { properties: { [name]: { not: { const: option.const } } } },
    }));
  });
}
