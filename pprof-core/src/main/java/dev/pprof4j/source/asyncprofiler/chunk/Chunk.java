package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One chunk of a file of JFR that async-profiler has written: its execution samples, and
 * what they refer to. It reads from the file, which is to be open as long as it is used.
 * Not thread-safe.
 */
public final class Chunk {

	private static final List<String> SAMPLES = List.of("jdk.ExecutionSample", "profiler.WallClockSample");

	private final Input input;

	private final ChunkHeader header;

	private final List<SampleEvents> samples = new ArrayList<>();

	private final PoolStacks stacks;

	private final Threads threads;

	private final Methods methods;

	/**
	 * The chunk that begins somewhere in a file.
	 * @param file whole chunks, one after the other
	 * @param begin where it begins
	 * @param end where the last one ends
	 * @throws IOException if it is not whole, or the file cannot be read
	 */
	public Chunk(RandomAccessFile file, long begin, long end) throws IOException {
		this.input = new Input(file, begin);
		this.header = ChunkHeader.read(this.input);
		if (this.header.length() > end - begin) {
			throw new IOException("it ends in the middle, as on a full disk");
		}
		this.input.position(begin + this.header.metadata());
		Metadata metadata = Metadata.read(this.input);
		for (String type : SAMPLES) {
			long typeId = metadata.id(type);
			if (typeId != Metadata.NONE) {
				this.samples.add(new SampleEvents(typeId, metadata.layout(typeId)));
			}
		}
		ConstantPools pools = new ConstantPools(metadata);
		this.stacks = pools.stacks("jdk.types.StackTrace");
		this.threads = new Threads(pools);
		this.methods = new Methods(pools);
		pools.read(this.header, this.input);
	}

	/**
	 * What it says about itself.
	 * @return its header
	 */
	public ChunkHeader header() {
		return this.header;
	}

	/**
	 * Tells all execution samples, in the order in which they were written.
	 * @param visitor who is told
	 * @throws IOException if the file cannot be read
	 */
	public void forEachSample(SampleVisitor visitor) throws IOException {
		for (long begin = this.header.events(); begin < this.header.end();) {
			this.input.position(begin);
			int size = this.input.readCount();
			if (size == 0) {
				throw new IOException("it is damaged: an event has no bytes");
			}
			SampleEvents events = samples(this.input.readNumber());
			if (events != null) {
				events.tell(this.input, visitor);
			}
			begin += size;
		}
	}

	private @Nullable SampleEvents samples(long typeId) {
		for (SampleEvents events : this.samples) {
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
	 * @return the thread, by its number in the operating system if its name is not known
	 */
	public RecordedThread thread(int number) {
		return this.threads.thread(number);
	}

	/**
	 * Reads a stack.
	 * @param number its number in the samples
	 * @param stack where its frames go: none if it is not known
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
	public @Nullable RecordedMethod method(long id) {
		return this.methods.method(id);
	}

}
