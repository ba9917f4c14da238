package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The threads of a chunk, and the states that they can be in.
 */
final class Threads {

	private final PoolValues threads;

	private final int javaName;

	private final int javaId;

	private final int osName;

	private final PoolValues states;

	private final int stateName;

	/** Of pools that are yet to be read. */
	Threads(ConstantPools pools) throws IOException {
		this.threads = pools.values("java.lang.Thread");
		this.javaName = this.threads.field("javaName");
		this.javaId = this.threads.field("javaThreadId");
		this.osName = this.threads.field("osName");
		this.states = pools.values("jdk.types.ThreadState");
		this.stateName = this.states.field("name");
	}

	RecordedThread thread(int number) {
		String name = this.threads.text(number, this.javaName);
		if (name == null) {
			name = this.threads.text(number, this.osName);
		}
		return new RecordedThread((name != null) ? name : "tid=" + number, this.threads.number(number, this.javaId));
	}

	Map<Integer, String> states() {
		Map<Integer, String> names = new HashMap<>();
		for (long id : this.states.ids()) {
			String name = this.states.text(id, this.stateName);
			names.put((int) id, (name != null) ? name : "");
		}
		return names;
	}

}
