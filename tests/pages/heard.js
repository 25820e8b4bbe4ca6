// Notes in `window.runAwaited` whether a run that the page asked the server for has not begun yet: what the page itself shows of
// a run comes later. Of the two kinds of messages (BackMsg, ForwardMsg of Streamlit) only the numbers of the fields are read.
(() => {
  const RUN_ASKED = 11, RUN_BEGUN = 4, TEXT = 2;
  function number(bytes, at) {
    let value = 0, shift = 0, byte;
    do {
      byte = bytes[at++];
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte & 128);
    return [value, at];
  }
  function holds(data, wanted) {
    const bytes = new Uint8Array(data);
    for (let at = 0, tag, value; at < bytes.length; ) {
      [tag, at] = number(bytes, at);
      if (tag >> 3 === wanted) return true;
      [value, at] = number(bytes, at);
      if ((tag & 7) === TEXT) at += value;
    }
    return false;
  }
  window.runAwaited = false;
  window.WebSocket = class extends WebSocket {
    constructor(...told) {
      super(...told);
      this.addEventListener("message", ({ data }) => {
        if (window.runAwaited && holds(data, RUN_BEGUN)) window.runAwaited = false;
      });
    }
    send(data) {
      window.runAwaited ||= holds(data, RUN_ASKED);
      super.send(data);
    }
  };
})();
