package dev.pprof4j.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;

/**
 * The index as a page. It works without scripts, which only copy commands and switch the
 * theme; the flame graphs that it links to need scripts.
 *
 * @param index the content
 * @param address the address of the request
 */
record IndexPage(PprofIndex index, RequestAddress address) {

	private static final String PAGE = """
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'">
			<meta name="referrer" content="same-origin">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>{application} · pprof</title>
			<link rel="icon" href="{prefix}{files}/icon.svg">
			<link rel="stylesheet" href="{prefix}{files}/style.css">
			<link rel="stylesheet" href="{prefix}{files}/index.css">
			<script type="module" src="{prefix}{files}/index.js"></script>
			</head>
			<body>
			<header><div class="page">
			<h1>{application}</h1>
			<dl>
			<div><dt>Process</dt><dd>{pid}</dd></div>
			<div><dt>Java</dt><dd>{jdk}</dd></div>
			<div><dt>Uptime</dt><dd>{uptime}</dd></div>
			</dl>
			<button id="theme" type="button" hidden>Light or dark</button>
			</div></header>
			<main class="page">
			<table>
			<caption class="visually-hidden">Profiles</caption>
			<thead><tr><th scope="col">Profile</th><th scope="col">What it shows</th><th scope="col" class="number">Records</th><th scope="col">View</th><th scope="col">Download</th></tr></thead>
			<tbody>
			{rows}</tbody>
			</table>
			<section>
			<h2>Compare</h2>
			<form action="{prefix}ui/view.html">
			<label>Take <select name="p">{compared}</select></label>
			<label>twice, <input type="number" name="delta" min="1" max="{max}" value="{usual}" required> seconds apart,</label>
			<button>and show the difference</button>
			</form>
			<p class="muted">Or <a href="{prefix}ui/view.html">open files</a>: one or two <code>.pb.gz</code>, which stay in your browser.</p>
			</section>
			<section>
			<h2>From a terminal</h2>
			<ul class="commands">
			{commands}</ul>
			<p class="muted"><code>go tool pprof</code> comes with Go.</p>
			</section>
			</main>
			</body>
			</html>
			""";

	String html() {
		String prefix = Html.escape(this.address.linkPrefix());
		return PAGE.replace("{rows}", rows())
			.replace("{compared}", compared())
			.replace("{commands}", commands())
			.replace("{max}", String.valueOf(this.index.limits().maxDuration().toSeconds()))
			.replace("{usual}", String.valueOf(usualSeconds()))
			.replace("{files}", UiFile.versionPath())
			.replace("{prefix}", prefix)
			.replace("{pid}", String.valueOf(this.index.pid()))
			.replace("{uptime}", uptime(this.index.uptime()))
			.replace("{jdk}", Html.escape(this.index.jdk()))
			.replace("{application}", Html.escape(this.index.application()));
	}

	private String rows() {
		StringBuilder rows = new StringBuilder();
		for (PprofIndex.Row row : this.index.rows()) {
			rows.append(
					"<tr%s><th scope=\"row\">%s</th><td>%s%s</td><td class=\"number\">%s</td><td>%s</td><td>%s</td></tr>\n"
						.formatted(row.state().available() ? "" : " class=\"off\"", row.path().name(),
								sentence(row.path().description()), state(row), records(row), look(row), fetch(row)));
		}
		return rows.toString();
	}

	/** In the text form, parameters are in single quotes. */
	private static String sentence(String description) {
		return Html.escape(description).replaceAll("&#39;([^&]*)&#39;", "<code>$1</code>");
	}

	private static String state(PprofIndex.Row row) {
		String chip = switch (row.state().readiness()) {
			case READY -> "";
			case FALLBACK -> "<b class=\"warn\">fallback</b> ";
			case OFF -> "<b class=\"bad\">off</b> ";
		};
		return "<small>" + chip + Html.escape(row.state().reason()) + "</small>";
	}

	private static String records(PprofIndex.Row row) {
		return row.records().isPresent() ? String.format(Locale.ROOT, "%,d", row.records().getAsLong()) : "–";
	}

	private String look(PprofIndex.Row row) {
		ProfileKind kind = row.path().kind();
		if (kind == null || !row.state().available()) {
			return "";
		}
		if (kind.timing() == Timing.WINDOW) {
			return """
					<form action="{prefix}ui/view.html"><input type="hidden" name="p" value="%s">%s <button class="primary">Record and view</button></form>%s"""
				.formatted(row.path().name(),
						seconds(row.path(), this.index.limits().defaultDuration()) + threads(kind), past(kind));
		}
		String link = "<a class=\"button primary\" href=\"{prefix}ui/view.html?p=%s\">View</a>"
			.formatted(row.path().name());
		return (kind != ProfileKind.HEAP) ? link
				: link + " <a class=\"button\" href=\"{prefix}ui/view.html?p=heap&amp;gc=1\">after GC</a>";
	}

	private static String threads(ProfileKind kind) {
		return (kind != ProfileKind.WALL) ? ""
				: " <label>threads <input name=\"thread\" size=\"8\" placeholder=\"all\"></label>";
	}

	private String past(ProfileKind kind) {
		if (kind != ProfileKind.CPU || !this.index.limits().keepsThePast()) {
			return "";
		}
		long kept = this.index.limits().retention().toSeconds();
		String form = """
				<form action="{prefix}ui/view.html"><input type="hidden" name="p" value="profile"><label>the last <input type="number" name="last" min="1" max="%s" value="%s" required> s</label> <button>View</button></form>"""
			.formatted(String.valueOf(kept), String.valueOf(Math.min(kept, 60)));
		return this.index.past().available() ? form
				: form + "<small>" + Html.escape(this.index.past().reason()) + "</small>";
	}

	private String fetch(PprofIndex.Row row) {
		String name = row.path().name();
		ProfileKind kind = row.path().kind();
		if (!row.state().available()) {
			return "";
		}
		if (row.path().equals(PprofPath.TRACE) || (kind != null && kind.timing() == Timing.WINDOW)) {
			Duration usual = (kind != null) ? this.index.limits().defaultDuration() : Duration.ofSeconds(5);
			return "<form action=\"{prefix}%s\">%s <button>%s</button></form>".formatted(name,
					seconds(row.path(), usual), (kind != null) ? ".pb.gz" : ".jfr");
		}
		if (kind == null) {
			return link(name, "text");
		}
		String links = link(name, ".pb.gz") + " " + link(name + "?debug=1", "text");
		return (kind != ProfileKind.GOROUTINE) ? links : links + " " + link(name + "?debug=2", "every thread");
	}

	private String seconds(PprofPath path, Duration usual) {
		long max = this.index.limits().maxDuration().toSeconds();
		return "<label><input type=\"number\" name=\"seconds\" min=\"1\" max=\"%s\" value=\"%s\" required aria-label=\"Seconds of %s\"> s</label>"
			.formatted(String.valueOf(max), String.valueOf(Math.min(max, usual.toSeconds())), path.name());
	}

	private long usualSeconds() {
		return this.index.limits().defaultDuration().toSeconds();
	}

	private static String link(String target, String text) {
		return "<a href=\"{prefix}%s\">%s</a>".formatted(target, text);
	}

	private String compared() {
		StringBuilder options = new StringBuilder();
		for (PprofIndex.Row row : this.index.rows()) {
			ProfileKind kind = row.path().kind();
			if (kind != null && kind.timing() != Timing.WINDOW && row.state().available()) {
				options.append("<option>").append(row.path().name()).append("</option>");
			}
		}
		return options.toString();
	}

	private String commands() {
		StringBuilder commands = new StringBuilder();
		List<String> lines = new ArrayList<>();
		for (PprofIndex.Row row : this.index.rows()) {
			if (row.state().available()) {
				switch (row.path().name()) {
					case "profile" -> lines.add(command("-http=:", "profile?seconds=" + usualSeconds()));
					case "heap" -> lines.add(command("-http=:", "heap"));
					case "block" -> lines.add(command("-top", "block"));
					default -> {
						// those are enough
					}
				}
			}
		}
		for (int i = 0; i < lines.size(); i++) {
			commands.append(
					"<li><code id=\"command-%1$s\">%2$s</code><button type=\"button\" data-copies=\"command-%1$s\" hidden>Copy</button></li>\n"
						.formatted(String.valueOf(i), Html.escape(lines.get(i))));
		}
		return commands.toString();
	}

	private String command(String option, String profile) {
		return "go tool pprof " + option + " '" + this.address.of(profile) + "'";
	}

	private static String uptime(Duration uptime) {
		if (uptime.toDays() > 0) {
			return uptime.toDays() + " d " + uptime.toHoursPart() + " h";
		}
		if (uptime.toHours() > 0) {
			return uptime.toHours() + " h " + uptime.toMinutesPart() + " min";
		}
		return (uptime.toMinutes() > 0) ? uptime.toMinutes() + " min " + uptime.toSecondsPart() + " s"
				: uptime.toSeconds() + " s";
	}

}
