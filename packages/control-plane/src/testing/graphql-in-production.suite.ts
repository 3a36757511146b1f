// Jest runs this before each test file. Outside production, graphql-js compares the names of classes at every check of a
// type, to find a second copy of itself; that takes a tenth of the time of a suite that sends many operations. The images
// run with NODE_ENV=production. Only graphql-js sees it here: other libraries would change what they answer.
const { NODE_ENV } = process.env;
process.env['NODE_ENV'] = 'production';
require('graphql/jsutils/instanceOf');
process.env['NODE_ENV'] = NODE_ENV;
