package dev.pprof4j.actuate;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;

/**
 * The names behind the addresses in texts, for clients that ask by GET
 * ({@code go tool pprof} would by POST); profiles contain the names. Remembers the names
 * of the latest texts. Safe to share between threads.
 */
final class Symbols {

	/** A few MB, and more than the number of methods in a service that ever wait. */
	private static final int MAX_REMEMBERED = 50_000;

	private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-fA-F]{1,16})");

	/** By address, the least recently seen or requested first. */
	private final Map<Long, String> names = new LinkedHashMap<>(16, 0.75F, true);

	synchronized void remember(Profile profile) {
		for (Sample sample : profile.samples()) {
			for (Frame frame : sample.stack()) {
				this.names.putIfAbsent(frame.address(), frame.name());
			}
		}
		Iterator<Long> oldest = this.names.keySet().iterator();
		for (int left = this.names.size(); left > MAX_REMEMBERED; left--) {
			oldest.next();
			oldest.remove();
		}
	}

	/**
	 * The answer in Go's protocol: that there are symbols, and a line for each known
	 * address.
	 * @param query the addresses, with anything in between
	 * @return the text
	 */
	synchronized String lookUp(String query) {
		StringBuilder text = new StringBuilder("num_symbols: 1\n");
		Matcher address = ADDRESS.matcher(query);
		while (address.find()) {
			String name = this.names.get(Long.parseUnsignedLong(address.group(1), 16));
			if (name != null) {
				text.append("0x").append(address.group(1)).append(' ').append(name).append('\n');
			}
		}
		return text.toString();
	}

}
