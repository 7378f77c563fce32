import { getUiOptions, type RJSFSchema, type UiSchema } from '@rjsf/utils';

/** How a part of a form is shown. */
export type Presentation = 'object' | 'list' | 'radios' | 'checkboxes' | 'checkbox' | 'control';

/** Up to this many choices are shown all at once; more go into a drop-down list. */
const mostRadios = 6;

/** The presentation of a schema node: what the form's author asked for, or what reads best. */
export function presentationOf(schema: RJSFSchema, uiSchema: UiSchema | undefined): Presentation {
  const { widget } = getUiOptions(uiSchema);
  if (schema.type === 'object') return 'object';
  if (schema.type === 'array') {
    // The rule by which rjsf itself takes a list for a choice of several.
    const several = schema.uniqueItems === true && choicesOf(schema.items as RJSFSchema | undefined) > 0;
    return several ? 'checkboxes' : 'list';
  }
  if (schema.type === 'boolean') return widget === 'checkbox' ? 'checkbox' : 'radios';
  if (widget === 'radio') return 'radios';
  const choices = choicesOf(schema);
  if (choices > 0 && widget === undefined && choices <= mostRadios) return 'radios';
  return 'control';
}

function choicesOf(schema: RJSFSchema | undefined): number {
  return schema?.enum?.length ?? schema?.oneOf?.length ?? 0;
}
