/** Runs before each test file of the jest project `partition-5`. */
process.env['ENGINE_PARTITION'] = '5';
