import { html } from "./html.js";

describe("html", () => {
  it("escapes text and quoted attributes", () => {
    const hostile = `"><img src=x onerror='alert(1)'>&`;
    expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(
      '<p title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;">' +
        "&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;</p>",
    );
  });

  it("keeps what is HTML already, joins lists, leaves nothing for what is absent", () => {
    const items = ["<a>", "b"].map((item) => html`<li>${item}</li>`);
    expect(
      html`<ul>
        ${items}${undefined}${false}${0}
      </ul>`.toString(),
    ).toBe("<ul><li>&lt;a&gt;</li><li>b</li>0</ul>");
  });

  it("leaves out the layout of the source, keeps line breaks of values and spaces asked for", () => {
    const markup = html`<p class="a">
      ${"one\ntwo"}${" "}
      <b>three</b>
    </p>`;
    expect(markup.toString()).toBe('<p class="a">one\ntwo <b>three</b></p>');
  });

  it("cannot be imitated by a value that looks like HTML", () => {
    const imitation = { toString: () => "<script>" };
    expect(html`${imitation as unknown as string}`.toString()).not.toContain("<script>");
  });
});
