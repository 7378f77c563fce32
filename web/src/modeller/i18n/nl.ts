export default { title: 'modeller' } as const;
