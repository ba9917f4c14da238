package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One chunk of a JFR file written by async-profiler: its execution samples, and what they
 * refer to. It reads from the file, which must stay open as long as the chunk is used.
 * Not thread-safe.
 */
public final class Chunk {

	/** What async-profiler writes as the length of an unfinished chunk. */
	public static final long UNFINISHED = 1L << 30;

	private final Input input;

	private final ChunkHeader header;

	private final List<SampleEvents> sampleEvents;

	private final PoolStacks stacks;

	private final Threads threads;

	private final Methods methods;

	/**
	 * The chunk that begins at a position in a file.
	 * @param file whole chunks, one after the other
	 * @param begin where the chunk begins
	 * @param end where the last chunk ends
	 * @throws IOException if the chunk is not whole, or the file cannot be read
	 */
	public Chunk(RandomAccessFile file, long begin, long end) throws IOException {
		this.header = ChunkHeader.read(new Input(file, begin));
		if (this.header.end() > end) {
			throw new IOException("it ends in the middle, as on a full disk");
		}
		if (!this.header.contains(this.header.metadata()) || !this.header.contains(this.header.constantPool())) {
			throw ChunkException.damaged("its metadata or constant pools are not in it");
		}
		this.input = new Input(file, this.header.metadata(), this.header.end());
		Metadata metadata = Metadata.read(this.input);
		this.sampleEvents = List.of(SampleEvents.ofOne(metadata, "jdk.ExecutionSample"),
				SampleEvents.ofSome(metadata, "profiler.WallClockSample"));
		ConstantPools pools = new ConstantPools(metadata);
		this.stacks = pools.stacks("jdk.types.StackTrace");
		this.threads = new Threads(pools);
		this.methods = new Methods(pools);
		pools.read(this.header, this.input);
	}

	/**
	 * The length of a chunk, which may be unfinished.
	 * @param file chunks, one after the other
	 * @param begin where the chunk begins
	 * @return bytes; {@link #UNFINISHED} while it is being written
	 * @throws IOException if there is no chunk
	 */
	public static long lengthAt(RandomAccessFile file, long begin) throws IOException {
		return ChunkHeader.readLength(new Input(file, begin));
	}

	/**
	 * Where the chunk ends.
	 * @return a position in the file
	 */
	public long end() {
		return this.header.end();
	}

	/**
	 * When the chunk began.
	 * @return nanoseconds since 1970
	 */
	public long startNanos() {
		return this.header.startNanos();
	}

	/**
	 * When the chunk ended.
	 * @return nanoseconds since 1970
	 */
	public long endNanos() {
		return this.header.endNanos();
	}

	/**
	 * When something in the chunk happened.
	 * @param ticks when, by the clock of the chunk's events
	 * @return nanoseconds since 1970
	 */
	public long nanos(long ticks) {
		return this.header.nanos(ticks);
	}

	/**
	 * Visits all execution samples, in the order in which they were written.
	 * @param visitor receives them
	 * @throws IOException if the file cannot be read
	 */
	public void forEachSample(SampleVisitor visitor) throws IOException {
		for (long begin = this.header.events(); begin < this.header.end();) {
			this.input.position(begin);
			long next = begin + this.input.readSize();
			SampleEvents events = sampleEvents(this.input.readNumber());
			if (events != null) {
				events.visit(this.input, visitor);
			}
			if (this.input.position() > next) {
				throw ChunkException.damaged("an event is longer than it says");
			}
			begin = next;
		}
	}

	private @Nullable SampleEvents sampleEvents(long typeId) {
		for (SampleEvents events : this.sampleEvents) {
			if (events.isOf(typeId)) {
				return events;
			}
		}
		return null;
	}

	/**
	 * The states that threads can be in.
	 * @return their names, by their numbers in the samples
	 */
	public Map<Integer, String> threadStates() {
		return this.threads.states();
	}

	/**
	 * A thread.
	 * @param number its number in the samples
	 * @return the thread, named by its number in the operating system if its name is not
	 * known
	 */
	public ChunkThread thread(int number) {
		return this.threads.thread(number);
	}

	/**
	 * Reads a stack.
	 * @param number its number in the samples
	 * @param stack receives its frames, none if the stack is not known
	 * @throws IOException if the file cannot be read
	 */
	public void stack(int number, StackTrace stack) throws IOException {
		this.stacks.read(number, this.input, stack);
	}

	/**
	 * A method.
	 * @param id its identifier in a frame
	 * @return the method, {@code null} if it is not known
	 */
	public @Nullable ChunkMethod method(long id) {
		return this.methods.method(id);
	}

}
