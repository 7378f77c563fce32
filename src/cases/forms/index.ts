export { dataCategories, optionSources } from './form.ts';
export type {
  DataCategory,
  ExpandedForm,
  FieldError,
  FormCase,
  FormData,
  FormDefinition,
  FormPerson,
  FormSources,
  FormVariables,
  OptionSource,
  SchemaNode,
} from './form.ts';
export { checkForm, mayEnterProcess } from './check-form.ts';
export { expandForm, nobodyKnows } from './expand-form.ts';
export { FormsError, loadForms, type Forms } from './load-forms.ts';
export { activeFormData, processVariablesOf, validateForm } from './validate-form.ts';
