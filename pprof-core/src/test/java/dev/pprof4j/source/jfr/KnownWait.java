package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * Waits for a known time, at a known place, for a known reason. Locks and waits are used
 * without the customary precautions on purpose.
 */
@SuppressWarnings({ "LockNotBeforeTry", "WaitNotInLoop", "UnsafeFinalization" })
public enum KnownWait {

	MONITOR("monitor", "java.lang.Object") {

		private final Object monitor = new Object();

		@Override
		void hold(Gate gate) {
			synchronized (this.monitor) {
				gate.hold();
			}
		}

		@Override
		void await() {
			synchronized (this.monitor) {
				touch();
			}
		}

	},

	LOCK("lock", "java.util.concurrent.locks.ReentrantLock$NonfairSync") {

		private final ReentrantLock lock = new ReentrantLock();

		@Override
		void hold(Gate gate) {
			this.lock.lock();
			gate.hold();
			this.lock.unlock();
		}

		@Override
		void await() {
			this.lock.lock();
			this.lock.unlock();
		}

	},

	READ_LOCK("lock", "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync") {

		private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

		@Override
		void hold(Gate gate) {
			this.lock.writeLock().lock();
			gate.hold();
			this.lock.writeLock().unlock();
		}

		@Override
		void await() {
			this.lock.readLock().lock();
			this.lock.readLock().unlock();
		}

	},

	STAMPED_LOCK("lock", "java.util.concurrent.locks.StampedLock") {

		private final StampedLock lock = new StampedLock();

		@Override
		void hold(Gate gate) {
			long stamp = this.lock.writeLock();
			gate.hold();
			this.lock.unlockWrite(stamp);
		}

		@Override
		void await() {
			this.lock.unlockWrite(this.lock.writeLock());
		}

	},

	SEMAPHORE("lock", "java.util.concurrent.Semaphore$NonfairSync") {

		private final Semaphore semaphore = new Semaphore(0);

		@Override
		void hold(Gate gate) {
			gate.hold();
			this.semaphore.release();
		}

		@Override
		void await() {
			this.semaphore.acquireUninterruptibly();
		}

	},

	QUEUE("park", "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject") {

		private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);

		@Override
		void hold(Gate gate) {
			gate.hold();
			this.queue.add(1);
		}

		@Override
		void await() throws InterruptedException {
			this.queue.take();
		}

	},

	LATCH("park", "java.util.concurrent.CountDownLatch$Sync") {

		private volatile CountDownLatch latch = new CountDownLatch(1);

		@Override
		void hold(Gate gate) {
			this.latch = new CountDownLatch(1);
			gate.hold();
			this.latch.countDown();
		}

		@Override
		void await() throws InterruptedException {
			this.latch.await();
		}

	},

	PARK("park", "") {

		@Override
		void hold(Gate gate) {
			gate.hold();
			LockSupport.unpark(gate.waiter());
		}

		@Override
		void await() {
			LockSupport.park();
		}

	},

	WAIT("wait", "java.lang.Object") {

		private final Object monitor = new Object();

		@Override
		void hold(Gate gate) {
			gate.hold();
			synchronized (this.monitor) {
				this.monitor.notifyAll();
			}
		}

		@Override
		void await() throws InterruptedException {
			synchronized (this.monitor) {
				this.monitor.wait();
			}
		}

	},

	SLEEP("sleep", "") {

		@Override
		void hold(Gate gate) {
			gate.pass();
		}

		@Override
		void await() throws InterruptedException {
			Thread.sleep(HELD_MILLIS);
		}

	},

	SOCKET("socket read", "") {

		private final Connection connection = new Connection();

		@Override
		void hold(Gate gate) {
			gate.holdUnseen(frame());
			this.connection.write();
		}

		@Override
		void await() {
			this.connection.read();
		}

	},

	PIPE("file read", "") {

		private volatile InputStream pipe = InputStream.nullInputStream();

		@Override
		void hold(Gate gate) {
			try {
				Process echo = new ProcessBuilder("cat").start();
				this.pipe = echo.getInputStream();
				gate.holdUnseen(frame());
				try (OutputStream out = echo.getOutputStream()) {
					out.write('\n');
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		void await() throws IOException {
			this.pipe.read();
		}

	};

	/** Much longer than the shortest wait that is counted. */
	static final int HELD_MILLIS = 100;

	private final String reason;

	private final String className;

	KnownWait(String reason, String className) {
		this.reason = reason;
		this.className = className;
	}

	String reason() {
		return this.reason;
	}

	/** The class of what is waited for, or empty if it is not reported. */
	String className() {
		return this.className;
	}

	/** The method that waits. */
	public String frame() {
		Object self = this; // each constant has a class of its own
		return self.getClass().getName() + ".await";
	}

	/** Holds what the other thread waits for. */
	abstract void hold(Gate gate);

	/** Waits for it. */
	abstract void await() throws InterruptedException, IOException;

	void touch() {
		// Stands for the work that is done under a lock.
	}

	/**
	 * Waits this many times, in this thread.
	 * @return how long it took, in nanoseconds
	 */
	public long await(int rounds) {
		long truth = 0;
		try {
			for (int round = 0; round < rounds; round++) {
				Gate gate = new Gate(Thread.currentThread());
				Thread holder = new Thread(() -> hold(gate), "holder");
				holder.start();
				gate.awaitHeld();
				long start = System.nanoTime();
				await();
				truth += System.nanoTime() - start;
				holder.join();
			}
			return truth;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Two ends of a connection.
	 */
	private static final class Connection {

		private final Socket near;

		private final Socket far;

		Connection() {
			try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				this.near = new Socket(server.getInetAddress(), server.getLocalPort());
				this.far = server.accept();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void write() {
			try {
				this.far.getOutputStream().write(1);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void read() {
			try {
				this.near.getInputStream().read();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
