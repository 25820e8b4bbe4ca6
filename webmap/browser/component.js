// The door between Streamlit and the map: loads the map's files once, hands on what the page sends.
const files = new Map();
function file(address) {
  if (!files.has(address)) {
    files.set(address, new Promise((done, failed) => {
      const sheet = address.endsWith(".css"), element = document.createElement(sheet ? "link" : "script");
      Object.assign(element, sheet ? {rel: "stylesheet", href: address} : {src: address, async: false});
      element.onload = done;
      element.onerror = () => { files.delete(address); failed(new Error(address)); };
      document.head.appendChild(element);
    }));
  }
  return files.get(address);
}
const newest = new WeakMap();
export default function ({data, parentElement: place, setStateValue}) {
  const turn = {};
  newest.set(place, turn);
  const root = new URL("component/", document.baseURI);
  Promise.all(data.files.map(name => file(new URL(name, root).href))).then(() => {
    if (newest.get(place) === turn && place.isConnected) { window.lienTinh.update(place, data, setStateValue); }
  });
  return () => setTimeout(() => { if (!place.isConnected && window.lienTinh) { window.lienTinh.leave(place); } });
}
