// Every call of the npm client @mendeley/api, one after another.
//
//     node npm_calls.js MODULES URL CLIENT_ID CLIENT_SECRET REFRESH_TOKEN
//
// Prints JSON: the outcome of each call by its name, `works`, `empty` or the status of the refusal.
'use strict';

const [modules, url, clientId, clientSecret, refreshToken] = process.argv.slice(2);
const sdk = require(`${modules}/@mendeley/api`);
const outcomes = {};

const authFlow = sdk.Auth.refreshTokenFlow({
  tokenUrl: `${url}/oauth/token`, clientId, clientSecret, refreshToken, accessToken: 'stale',
});
const api = sdk({ baseUrl: url, authFlow });

async function tried(name, call) {
  try {
    const found = await call();
    const nothing = found === undefined || found === null || found === '';
    outcomes[name] = nothing || (Array.isArray(found.items || found) && !(found.items || found).length)
      ? 'empty' : 'works';
    return found;
  } catch (error) {
    const kind = error.response ? String(error.response.headers['content-type']) : '';
    outcomes[name] = !error.response ? String(error)
      : kind.includes('html') ? `HTML page, ${error.response.status}` : String(error.response.status);
    return {};
  }
}

function file() {
  return Object.assign(Buffer.from('content of a file'), { name: 'nets.pdf', type: 'application/pdf' });
}

async function main() {
  const me = await tried('profiles.me', () => api.profiles.me());
  await tried('profiles.retrieve', () => api.profiles.retrieve(me.id));
  await tried('profiles.update', () => api.profiles.update({ institution: 'Harbour Office' }));
  await tried('profiles.retrieveByEmail', () => api.profiles.retrieveByEmail(me.email));
  await tried('profiles.retrieveByLink', () => api.profiles.retrieveByLink('clara'));
  await tried('profiles.retrieveByIdentifier',
    () => api.profiles.retrieveByIdentifier({ email: me.email }));
  const groups = await tried('groups.list', () => api.groups.list());
  const group = groups.items ? groups.items[0].id : '';
  await tried('groups.retrieve', () => api.groups.retrieve(group));
  const made = await tried('documents.create', () => api.documents.create({ title: 'Nets', type: 'book' }));
  await tried('documents.retrieve', () => api.documents.retrieve(made.id));
  await tried('documents.update', () => api.documents.update(made.id, { year: 1990 }));
  await tried('documents.list', () => api.documents.list());
  await tried('documents.search', () => api.documents.search({ query: 'nets' }));
  await tried('documents.clone', () => api.documents.clone(made.id, { group_id: group }));
  await tried('documents.list of a group', () => api.documents.list({ group_id: group }));
  await tried('documents.createFromFile', () => api.documents.createFromFile(file()));
  await tried('documents.createFromFileInGroup',
    () => api.documents.createFromFileInGroup(file(), group));
  const kept = await tried('files.create', () => api.files.create(file(), made.id, 'document'));
  await tried('files.list', () => api.files.list(made.id));
  await tried('files.listAll', () => api.files.listAll());
  await tried('files.retrieve', () => api.files.retrieve(kept.id));
  await tried('documents.retrieveWithFiles', () => api.documents.retrieveWithFiles(made.id));
  const place = [{ top_left: { x: 1, y: 2 }, bottom_right: { x: 3, y: 4 }, page: 1 }];
  const mark = await tried('annotations.create', () => api.annotations.create(
    { document_id: made.id, filehash: kept.filehash || '0', positions: place }));
  await tried('annotations.retrieve', () => api.annotations.retrieve(mark.id));
  await tried('annotations.patch', () => api.annotations.patch(mark.id, { text: 'see' }));
  await tried('annotations.list', () => api.annotations.list());
  await tried('annotations.delete', () => api.annotations.delete(mark.id));
  await tried('files.remove', () => api.files.remove(kept.id));
  const folder = await tried('folders.create', () => api.folders.create({ name: 'Knots' }));
  await tried('folders.retrieve', () => api.folders.retrieve(folder.id));
  await tried('folders.update', () => api.folders.update(folder.id, { name: 'Bends' }));
  await tried('folders.addDocument', () => api.folders.addDocument(folder.id, { id: made.id }));
  await tried('documents.list of a folder', () => api.documents.list({ folderId: folder.id }));
  await tried('folders.removeDocument', () => api.folders.removeDocument(folder.id, made.id));
  await tried('folders.list', () => api.folders.list());
  await tried('folders.delete', () => api.folders.delete(folder.id));
  await tried('documents.trash', () => api.documents.trash(made.id));
  await tried('trash.list', () => api.trash.list());
  await tried('trash.retrieve', () => api.trash.retrieve(made.id));
  await tried('trash.restore', () => api.trash.restore(made.id));
  await tried('documents.trash again', () => api.documents.trash(made.id));
  await tried('trash.destroy', () => api.trash.destroy(made.id));
  await tried('catalog.search', () => api.catalog.search({ doi: '10.5/nets' }));
  await tried('catalog.retrieve', () => api.catalog.retrieve('c-1'));
  await tried('search.catalog', () => api.search.catalog({ query: 'nets' }));
  await tried('metadata.retrieve', () => api.metadata.retrieve({ title: 'Nets and knots' }));
  await tried('documentTypes.retrieve', () => api.documentTypes.retrieve());
  await tried('subjectAreas.list', () => api.subjectAreas.list());
  await tried('userRoles.list', () => api.userRoles.list());
  await tried('followers.list', () => api.followers.list());
  await tried('followers.create', () => api.followers.create({ followed: me.id }));
  await tried('followers.accept', () => api.followers.accept('f', { status: 'following' }));
  await tried('followers.remove', () => api.followers.remove('f'));
  await tried('institutions.search', () => api.institutions.search({ hint: 'harbour' }));
  await tried('institutions.retrieve', () => api.institutions.retrieve('i'));
  await tried('institutionTrees.list', () => api.institutionTrees.list());
  await tried('institutionTrees.retrieve', () => api.institutionTrees.retrieve('i'));
  await tried('locations.search', () => api.locations.search({ prefix: 'har' }));
  await tried('locations.retrieve', () => api.locations.retrieve('l'));
  await tried('search.profiles', () => api.search.profiles({ query: 'clara' }));
  await tried('search.groups', () => api.search.groups({ query: 'harbour' }));
}

main().then(() => console.log(JSON.stringify(outcomes)));
