import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/graphiql.css';

/** The editor at /graphiql, asking the service that serves it. */
async function fetcher(params, { headers = {} } = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(params),
  });
  return response.json();
}

const query = `# Sign in, then put the access token under Headers: { "Authorization": "Bearer …" }
{
  listingSearch(first: 3) {
    nodes { id title nightlyPrice currency }
  }
}
`;
createRoot(document.getElementById('graphiql')).render(createElement(GraphiQL, { fetcher, defaultQuery: query }));
