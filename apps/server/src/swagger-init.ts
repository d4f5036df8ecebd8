/**
 * The script that opens Swagger UI. Its own `persistAuthorization` would keep password and refresh token in
 * localStorage, for every tab and for ever. This keeps the access token alone, for the life of the tab, and clears away
 * what was kept before.
 *
 * It would also send the example of every parameter that is left alone, and so all filters of a list at once. Of
 * parameters that may be left out, the example stands in the description here.
 */
export const SWAGGER_INIT = `const KEY = 'docket_access_token';

localStorage.removeItem('authorized');

function keepAccessToken() {
  const keep = (_original, { authSelectors }) => () => {
    const token = authSelectors.authorized().getIn(['password', 'token', 'access_token']);
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  };
  return { statePlugins: { auth: { wrapActions: { persistAuthorizationIfNeeded: keep } } } };
}

function leaveOptionalEmpty() {
  const leave = (original) => (spec) => {
    const operations = Object.values(spec.paths).flatMap((path) => Object.values(path));
    for (const parameter of operations.flatMap(({ parameters = [] }) => parameters)) {
      if (parameter.required) continue;
      parameter.description += ' (such as ' + parameter.example + ')';
      delete parameter.example;
    }
    return original(spec);
  };
  return { statePlugins: { spec: { wrapActions: { updateJsonSpec: leave } } } };
}

function restoreAccessToken() {
  const access_token = sessionStorage.getItem(KEY);
  if (!access_token) return;
  const { password: schema } = ui.specSelectors.specJson().getIn(['components', 'securitySchemes']).toJS();
  ui.authActions.authorizeOauth2({ auth: { name: 'password', schema }, token: { access_token, token_type: 'bearer' } });
}

const ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  plugins: [keepAccessToken, leaveOptionalEmpty],
  onComplete: restoreAccessToken,
});
`;
