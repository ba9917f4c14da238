package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The threads of a chunk, and the states that they can be in.
 */
final class Threads {

	/** The texts of a thread, in this order. */
	private static final int JAVA_NAME = 0;

	private static final int OS_NAME = 1;

	private final PoolValues threads;

	private final PoolValues states;

	/** Takes pools that have not been read yet. */
	Threads(ConstantPools pools) throws IOException {
		this.threads = pools.values("java.lang.Thread", List.of("javaThreadId"), List.of("javaName", "osName"));
		this.states = pools.values("jdk.types.ThreadState", List.of(), List.of("name"));
	}

	ChunkThread thread(int number) {
		String javaName = this.threads.text(number, JAVA_NAME);
		String name = javaName.isEmpty() ? this.threads.text(number, OS_NAME) : javaName;
		return new ChunkThread(name.isEmpty() ? "tid=" + number : name, this.threads.number(number, 0, 0));
	}

	Map<Integer, String> states() {
		Map<Integer, String> names = new HashMap<>();
		for (long id : this.states.ids()) {
			names.put((int) id, this.states.text(id, 0));
		}
		return names;
	}

}
