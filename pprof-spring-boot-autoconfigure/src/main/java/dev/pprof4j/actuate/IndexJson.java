package dev.pprof4j.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.pprof4j.profile.ProfileKind;
import org.jspecify.annotations.Nullable;

/**
 * The index for programs.
 *
 * @param index the content
 */
record IndexJson(PprofIndex index) {

	Map<String, Object> content() {
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("application", this.index.application());
		content.put("pid", this.index.pid());
		content.put("jdk", this.index.jdk());
		content.put("uptimeSeconds", this.index.uptime().toSeconds());
		content.put("defaultSeconds", this.index.limits().defaultDuration().toSeconds());
		content.put("maxSeconds", this.index.limits().maxDuration().toSeconds());
		content.put("retentionSeconds", this.index.limits().retention().toSeconds());
		content.put("pastKept", this.index.past().available());
		content.put("profiles", this.index.rows().stream().map(IndexJson::profile).toList());
		return content;
	}

	private static Map<String, Object> profile(PprofIndex.Row row) {
		Map<String, Object> profile = new LinkedHashMap<>();
		profile.put("name", row.path().name());
		profile.put("description", row.path().description());
		profile.put("parameters", row.path().parameters());
		profile.put("sampleTypes", sampleTypes(row.path().kind()));
		row.records().ifPresent((records) -> profile.put("records", records));
		profile.put("available", row.state().available());
		profile.put("state", row.state().readiness().name().toLowerCase(Locale.ROOT));
		profile.put("reason", row.state().reason());
		return profile;
	}

	private static List<String> sampleTypes(@Nullable ProfileKind kind) {
		return (kind != null) ? kind.sampleTypes().stream().map((type) -> type.type() + "/" + type.unit()).toList()
				: List.of();
	}

}
