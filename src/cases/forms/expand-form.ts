import { activeInstrument, noRatings, scaleOf, type Instrument } from '../configuration.ts';
import type {
  EachSource,
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
    source: 'Van welke partner komt dit?',
    asOf: 'Van welke datum is dit?',
    reliability: 'Hoe betrouwbaar is het?',
    reliabilities: {
      reliable: 'Betrouwbaar',
      'fairly-reliable': 'Redelijk betrouwbaar',
      doubtful: 'Twijfelachtig',
      unknown: 'Niet te beoordelen',
    },
    ask: 'Wie kan dit weten? Die partner krijgt een verzoek.',
    nobody: 'Niemand: dit is niet te achterhalen',
  },
  en: {
    nothing: 'There is nothing to choose from yet',
    rating: 'Rating',
    evidence: 'Evidence',
    evidenceHelp: 'Name the facts and their source. Not known? Write down which information is missing.',
    anchors: 'Meaning of the ratings',
    source: 'Which partner does this come from?',
    asOf: 'Date of this',
    reliability: 'How reliable is it?',
    reliabilities: {
      reliable: 'Reliable',
      'fairly-reliable': 'Fairly reliable',
      doubtful: 'Doubtful',
      unknown: 'Cannot be judged',
    },
    ask: 'Who may know this? That partner gets a request.',
    nobody: 'Nobody: this cannot be found out',
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
    this.#instrument = sources.instrument ?? activeInstrument(sources.configuration);
    this.#texts = texts[sources.language ?? 'nl'];
  }

  node(source: SchemaNode, ui: UiSchema, path: string): { schema: SchemaNode; ui: UiSchema } {
    const {
      'x-options': options,
      'x-instrument': instrument,
      'x-different-from': _differentFrom,
      'x-each': each,
      ...rest
    } = source;
    const label = this.#translation?.labels[path];
    const schema: Record<string, unknown> = { ...rest, ...(label === undefined ? {} : { title: label }) };
    let uiResult: Record<string, unknown> = { ...ui };

    if (options) Object.assign(schema, this.#choice(this.#options(options)));
    if (instrument === 'overall') {
      Object.assign(schema, this.#choice(this.#ratings(this.#instrument.overall)));
    }
    if (instrument === 'ratings' || instrument === 'ratings-and-questions') {
      const ratings = this.#indicators(instrument === 'ratings-and-questions');
      Object.assign(schema, ratings.schema);
      uiResult = { ...uiResult, ...ratings.ui };
    }

    if (each && source.additionalProperties) {
      return this.#each(each, source.additionalProperties, schema, uiResult, path);
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
      if (this.#hasNothingToAsk(property)) continue;
      const expanded = this.node(property, asUi(ui[name]), path === '' ? name : `${path}.${name}`);
      result[name] = expanded.schema;
      if (Object.keys(expanded.ui).length > 0) ui[name] = expanded.ui;
    }
    return result;
  }

  /** An instrument without an overall scale asks no overall judgement; a part per thing needs at least one thing. */
  #hasNothingToAsk(property: SchemaNode): boolean {
    if (property['x-instrument'] === 'overall') return this.#instrument.overall.length === 0;
    return property['x-each'] !== undefined && this.#things(property['x-each']).length === 0;
  }

  #things(source: EachSource): readonly { readonly id: string; readonly title: string }[] {
    return this.#sources.caseFile?.each[source] ?? [];
  }

  /** One part per thing, all of the same shape. */
  #each(
    each: EachSource,
    part: SchemaNode,
    { additionalProperties: _part, ...schema }: Record<string, unknown>,
    { additionalProperties: partUi, ...ui }: Record<string, unknown>,
    path: string,
  ): { schema: SchemaNode; ui: UiSchema } {
    const things = this.#things(each);
    const expanded = this.node(part, asUi(partUi), path);
    return {
      schema: {
        ...schema,
        properties: Object.fromEntries(things.map(({ id, title }) => [id, { ...expanded.schema, title }])),
        required: things.map(({ id }) => id),
      },
      ui: { ...ui, ...Object.fromEntries(things.map(({ id }) => [id, expanded.ui])) },
    };
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
          .filter(
            ({ userId }) => source !== 'assessors' || (this.#sources.assessorIds?.includes(userId) ?? true),
          )
          .map(({ userId, name, partnerId }) => ({
            const: userId,
            title: `${name} (${partnerName(partnerId)})`,
          }));
      case 'goals':
        return (caseFile?.goals ?? []).map(({ goalId, title }) => ({ const: goalId, title }));
      case 'indicators':
        return this.#instrument.domains.flatMap((domain) =>
          domain.indicators.map(({ indicatorId, name }) => ({
            const: indicatorId,
            title: `${domain.name}: ${name}`,
          })),
        );
      case 'case-information':
        return (caseFile?.information ?? []).map(({ id, title }) => ({ const: id, title }));
      case 'information-requests':
        return (caseFile?.informationRequests ?? []).map(({ requestId, question }) => ({
          const: requestId,
          title: question,
        }));
      case 'possible-matches':
        return (caseFile?.possibleMatches ?? []).map(({ caseId, reference }) => ({
          const: caseId,
          title: reference,
        }));
    }
  }

  #ratings(scale: Instrument['scale']): readonly Option[] {
    return scale.map(({ ratingId, label }) => ({ const: ratingId, title: label }));
  }

  #indicators(withQuestions: boolean): { schema: SchemaNode; ui: UiSchema } {
    const properties: Record<string, SchemaNode> = {};
    const ui: Record<string, unknown> = {};
    for (const domain of this.#instrument.domains) {
      const scale = scaleOf(this.#instrument, domain);
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
          allOf: [this.#sourceOfRating(scale), ...(withQuestions ? [this.#askUnknown()] : [])],
        };
        ui[indicatorId] = {
          'ui:order': ['rating', 'evidence', 'sourcePartnerId', 'asOf', 'reliability', 'askPartnerId'],
          rating: { 'ui:widget': 'radio' },
          evidence: { 'ui:widget': 'textarea' },
          sourcePartnerId: { 'ui:widget': 'select' },
          asOf: { 'ui:widget': 'date' },
          reliability: { 'ui:widget': 'select' },
          askPartnerId: { 'ui:widget': 'select' },
        };
      }
    }
    return { schema: { properties, required: Object.keys(properties) }, ui };
  }

  /** A rating says from whom its evidence comes, of which date and how reliable it is; without a rating there is none. */
  #sourceOfRating(scale: Instrument['scale']): SchemaNode {
    return {
      if: { properties: { rating: { enum: scale.map(({ ratingId }) => ratingId) } }, required: ['rating'] },
      then: {
        properties: {
          sourcePartnerId: {
            type: 'string',
            title: this.#texts.source,
            ...this.#choice(this.#options('case-partners')),
          },
          asOf: { type: 'string', title: this.#texts.asOf, format: 'date' },
          reliability: {
            type: 'string',
            title: this.#texts.reliability,
            oneOf: Object.entries(this.#texts.reliabilities).map(([id, title]) => ({ const: id, title })),
          },
        },
        required: ['sourcePartnerId', 'asOf', 'reliability'],
      },
    };
  }

  /** What is unknown is asked of a partner, or it is said that nobody can know. */
  #askUnknown(): SchemaNode {
    return {
      if: { properties: { rating: { const: 'unknown' } }, required: ['rating'] },
      then: {
        properties: {
          askPartnerId: {
            type: 'string',
            title: this.#texts.ask,
            oneOf: [...this.#options('case-partners'), { const: nobodyKnows, title: this.#texts.nobody }],
          },
        },
        required: ['askPartnerId'],
      },
    };
  }
}

/** The choice that nobody can fill an information gap. */
export const nobodyKnows = 'nobody';

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
