package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The methods of a chunk. Their names are symbols, and so are those of their classes.
 */
final class Methods {

	private final PoolValues methods;

	private final int owner;

	private final int name;

	private final int descriptor;

	private final PoolValues classes;

	private final int className;

	private final PoolValues symbols;

	private final int symbolText;

	/** Of pools that are yet to be read. */
	Methods(ConstantPools pools) throws IOException {
		this.methods = pools.values("jdk.types.Method");
		this.owner = this.methods.field("type");
		this.name = this.methods.field("name");
		this.descriptor = this.methods.field("descriptor");
		this.classes = pools.values("java.lang.Class");
		this.className = this.classes.field("name");
		this.symbols = pools.values("jdk.types.Symbol");
		this.symbolText = this.symbols.field("string");
	}

	@Nullable RecordedMethod method(long id) {
		if (!this.methods.contains(id)) {
			return null;
		}
		return new RecordedMethod(symbol(this.classes.number(this.methods.number(id, this.owner), this.className)),
				symbol(this.methods.number(id, this.name)), symbol(this.methods.number(id, this.descriptor)));
	}

	private String symbol(long id) {
		String text = this.symbols.text(id, this.symbolText);
		return (text != null) ? text : "";
	}

}
