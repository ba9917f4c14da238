package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The methods of a chunk. Their names and those of their classes are symbols.
 */
final class Methods {

	/** async-profiler never uses this number: its own start at 0. */
	private static final long UNKNOWN = -1;

	/** The numbers of a method, in this order. */
	private static final int OWNER = 0;

	private static final int NAME = 1;

	private static final int DESCRIPTOR = 2;

	private final PoolValues methods;

	private final PoolValues classes;

	private final PoolValues symbols;

	/** Takes pools that have not been read yet. */
	Methods(ConstantPools pools) throws IOException {
		this.methods = pools.values("jdk.types.Method", List.of("type", "name", "descriptor"), List.of());
		this.classes = pools.values("java.lang.Class", List.of("name"), List.of());
		this.symbols = pools.values("jdk.types.Symbol", List.of(), List.of("string"));
	}

	@Nullable ChunkMethod method(long id) {
		long owner = this.methods.number(id, OWNER, UNKNOWN);
		return (owner == UNKNOWN) ? null
				: new ChunkMethod(this.symbols.text(this.classes.number(owner, 0, UNKNOWN), 0),
						this.symbols.text(this.methods.number(id, NAME, UNKNOWN), 0),
						this.symbols.text(this.methods.number(id, DESCRIPTOR, UNKNOWN), 0));
	}

}
