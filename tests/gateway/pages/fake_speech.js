// A browser's voices and ears for the tests: they keep what they were told, and do nothing by themselves.
((voices) => {
  const said = [];
  let now = null;

  class Utterance {
    constructor(text) {
      this.text = text;
    }
  }

  const synth = new EventTarget();
  Object.assign(synth, {
    getVoices: () => voices,
    resume() {},
    pause() {},
    speak(speech) {
      const { text, lang, rate } = speech;
      if (!text) return window.fake.touched++;
      if (now) throw new Error("two voices at once");
      now = speech;
      said.push({ text, lang, rate, voice: speech.voice?.name });
    },
    cancel() {
      const was = now;
      now = null;
      // As browsers do: the word comes late, and as an error.
      if (was) queueMicrotask(() => was.onerror?.({ error: "canceled" }));
    },
  });

  class Recognition {
    start() {
      if (window.fake.deaf) throw new Error("not here");
      window.fake.ears = this;
    }
    stop() {
      window.fake.stopped = true;
      this.onend();
    }
    abort() {
      window.fake.aborted = true;
      this.onerror({ error: "aborted" });
      this.onend();
    }
  }

  window.fake = {
    said,
    touched: 0,
    ears: null,
    /** The sentence is over. */
    finish() {
      const was = now;
      now = null;
      was?.onend();
    },
    finishAll() {
      for (let left = 200; now && left; left -= 1) this.finish();
    },
    fail(error) {
      const was = now;
      now = null;
      was.onerror({ error });
    },
    speaking: () => now?.text ?? null,
    /** What stands out on the page. */
    marked: () => [...(CSS.highlights.get("reading") || [])].map(String).join(""),
    hear(...parts) {
      const results = parts.map((transcript) => [{ transcript }]);
      this.ears.onresult({ resultIndex: 0, results });
    },
  };
  const put = (name, value) => Object.defineProperty(window, name, { configurable: true, value });
  put("speechSynthesis", synth);
  put("SpeechSynthesisUtterance", Utterance);
  put("SpeechRecognition", Recognition);
  put("webkitSpeechRecognition", undefined);
})
