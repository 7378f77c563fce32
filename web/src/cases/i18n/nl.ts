export default { title: 'cases' } as const;
