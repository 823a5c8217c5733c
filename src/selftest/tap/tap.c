/*
 * The tap of the self-test: stands between the clients of a bench and their service, passes every byte on, and writes
 * down when which event and which acknowledgement went by, and what a process had used by then. It knows nothing of
 * pushbench's clocks, collectors or schedules: time is CLOCK_MONOTONIC, CPU is the kernel's clock of the process, memory
 * is /proc/<pid>/statm. It is written in C so that no fault of Node or of pushbench's own code can be on both sides.
 *
 * A chunk is stamped after it was read and before it is written on. So its sender had sent it before the first stamp, and
 * its recipient cannot have seen it before the second: both hold however late the tap itself has the CPU.
 *
 * Commands on standard input, one a line, answers and log on standard output:
 *
 *   listen HOST PORT c|s   passes connections on to HOST:PORT, from another port of that host; c: who connects here is a client
 *                          of the bench, s: the service → port N
 *   watch NAME PID         looks at the process every few ms → watching
 *   report                 → everything so far, then "end":
 *     open AT_NS                                              a connection
 *     answer AT_NS                                            to a report, with which a client acknowledges what came over its stream
 *     chunk FROM_CLIENT BYTES READ_NS
 *     event|ack FROM_CLIENT CONNECTION INDEX READ_NS WRITE_NS
 *     usage NAME AT_NS CPU_NS RSS_BYTES
 *
 * It ends with its standard input. Events are shorter than its buffer, and their ids stand within one read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 18, USAGE_EVERY_MS = 2, MOST_WATCHED = 8, ID_DIGITS = 10 };

enum kind { LISTENER, END, COMMANDS };

struct source { /* what epoll hands back */
  enum kind kind;
  int fd;
  bool client; /* LISTENER: whether a client connects here; END: whether a client is at this end */
  struct sockaddr_in to; /* LISTENER */
  struct connection *connection;
  struct source *other;
  unsigned char *frames; /* END of a WebSocket: what was read of frames that are not complete */
  size_t frames_length;
};

struct connection {
  int number;
  bool websocket;
  int64_t unanswered; /* the event of the last HTTP request, -1: none */
  bool request_from_client;
  int64_t stream_of; /* the client whose stream the answer is, -1: none */
  bool reported; /* the last request was a report */
};

struct streamed { /* an event of a client's stream */
  int64_t client, seq, index;
  int connection;
  bool acked;
};

struct message {
  bool is_ack, from_client;
  int connection;
  int64_t index, read_ns, write_ns;
};

struct open { int64_t at_ns; };
struct chunk { bool from_client; int bytes; int64_t read_ns; };
struct usage { int process; int64_t at_ns, cpu_ns, rss_bytes; };
struct watched { char name[32]; clockid_t clock; int statm; };

#define LOG(type) struct { struct type *entries; size_t length, capacity; }
static LOG(message) messages;
static LOG(open) opens;
static LOG(open) answers;
static LOG(streamed) streamed;
static LOG(chunk) chunks;
static LOG(usage) usages;
#define APPEND(log, ...) do { \
    if ((log).length == (log).capacity) { \
      (log).capacity = (log).capacity ? 2 * (log).capacity : 65536; \
      (log).entries = realloc((log).entries, (log).capacity * sizeof *(log).entries); \
      if (!(log).entries) fail("memory"); \
    } \
    (log).entries[(log).length++] = __VA_ARGS__; \
  } while (0)

static struct watched watched[MOST_WATCHED];
static int watched_count, connection_count, poller;

static void fail(const char *what) {
  fprintf(stderr, "tap: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now)) return -1;
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void poll_source(struct source *source) {
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = source };
  if (epoll_ctl(poller, EPOLL_CTL_ADD, source->fd, &event)) fail("epoll_ctl");
}

static struct source *new_source(enum kind kind, int fd, bool client) {
  struct source *source = calloc(1, sizeof *source);
  if (!source) fail("memory");
  source->kind = kind;
  source->fd = fd;
  source->client = client;
  return source;
}

static struct sockaddr_in address_of(const char *host, int port) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) { errno = EINVAL; fail(host); }
  return address;
}

static void listen_for(const char *host, int port, bool client) {
  struct sockaddr_in address = address_of(host, 0);
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || bind(fd, (void *)&address, length) || listen(fd, 4096)) fail("listen");
  if (getsockname(fd, (void *)&address, &length)) fail("getsockname");
  struct source *source = new_source(LISTENER, fd, client);
  source->to = address_of(host, port);
  poll_source(source);
  printf("port %d\n", ntohs(address.sin_port));
}

static void accept_from(struct source *listener) {
  int near = accept(listener->fd, NULL, NULL), far = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  if (near < 0 || far < 0) fail("accept");
  if (connect(far, (void *)&listener->to, sizeof listener->to)) {
    close(near);
    close(far);
    return;
  }
  setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) fail("memory");
  connection->number = connection_count++;
  APPEND(opens, (struct open){ clock_ns(CLOCK_MONOTONIC) });
  connection->unanswered = connection->stream_of = -1;
  struct source *a = new_source(END, near, listener->client), *b = new_source(END, far, !listener->client);
  a->connection = b->connection = connection;
  a->other = b;
  b->other = a;
  poll_source(a);
  poll_source(b);
}

/* The number behind `before` at the beginning of these bytes, -1 if it is not there. */
static int64_t index_after(const char *before, const unsigned char *bytes, size_t length) {
  size_t skip = strlen(before);
  int64_t index = 0;
  if (length < skip + ID_DIGITS || memcmp(bytes, before, skip)) return -1;
  for (int i = 0; i < ID_DIGITS; i++) {
    if (bytes[skip + i] < '0' || bytes[skip + i] > '9') return -1;
    index = 10 * index + bytes[skip + i] - '0';
  }
  return index;
}

#define EVENT "{\"id\":\"evt_"
#define ACK "{\"ack\":\"evt_"

static void note(struct source *from, bool is_ack, int64_t index, int64_t read_ns) {
  APPEND(messages, (struct message){ is_ack, from->client, from->connection->number, index, read_ns, 0 });
}

/* RFC 6455 section 5.2. Messages of the bench are single text frames. */
static void read_frames(struct source *from, const unsigned char *bytes, size_t length, int64_t read_ns) {
  if (!from->frames && !(from->frames = malloc(2 * BUFFER_BYTES))) fail("memory");
  if (from->frames_length + length > 2 * BUFFER_BYTES) { errno = EMSGSIZE; fail("frame"); }
  memcpy(from->frames + from->frames_length, bytes, length);
  from->frames_length += length;
  size_t at = 0;
  for (;;) {
    unsigned char *frame = from->frames + at;
    size_t left = from->frames_length - at, head = 2;
    if (left < 2) break;
    uint64_t payload = frame[1] & 0x7f;
    if (payload == 126) head = 4;
    if (payload == 127) head = 10;
    bool masked = frame[1] & 0x80;
    if (left < head + (masked ? 4 : 0)) break;
    if (head > 2) {
      payload = 0;
      for (size_t i = 2; i < head; i++) payload = payload << 8 | frame[i];
    }
    unsigned char *mask = frame + head, text[32];
    if (masked) head += 4;
    if (left < head + payload) break;
    size_t shown = payload < sizeof text ? payload : sizeof text;
    for (size_t i = 0; i < shown; i++) text[i] = frame[head + i] ^ (masked ? mask[i & 3] : 0);
    int64_t event = index_after(EVENT, text, shown), ack = index_after(ACK, text, shown);
    if ((frame[0] & 0x0f) == 1 && event >= 0) note(from, false, event, read_ns);
    if ((frame[0] & 0x0f) == 1 && ack >= 0) note(from, true, ack, read_ns);
    at += head + payload;
  }
  memmove(from->frames, from->frames + at, from->frames_length - at);
  from->frames_length -= at;
}

/* The number between the two at the beginning of these bytes, -1 if that is not how they begin. */
static int64_t number_between(const char *before, const char *behind, const unsigned char *bytes, size_t length) {
  size_t at = strlen(before);
  int64_t number = 0;
  if (length < at || memcmp(bytes, before, at)) return -1;
  for (; at < length && bytes[at] >= '0' && bytes[at] <= '9'; at++) number = 10 * number + bytes[at] - '0';
  return length - at >= strlen(behind) && !memcmp(bytes + at, behind, strlen(behind)) ? number : -1;
}

/* The digits that end there. */
static int64_t number_before(const unsigned char *bytes, const unsigned char *end) {
  int64_t number = 0;
  for (int64_t place = 1; end > bytes && end[-1] >= '0' && end[-1] <= '9'; place *= 10) number += place * (*--end - '0');
  return number;
}

#define DATA "\ndata: "
#define THROUGH "\"through\":\""

/* Behind its id, which ends in its number in the stream. */
static void note_streamed(struct connection *connection, int64_t index, const unsigned char *bytes, const unsigned char *at) {
  const unsigned char *id_end = at - strlen(DATA);
  if (id_end <= bytes || memcmp(id_end, DATA, strlen(DATA))) return;
  int64_t seq = number_before(bytes, id_end);
  APPEND(streamed, (struct streamed){ connection->stream_of, seq, index, connection->number, false });
}

/* It acknowledges all that the client's stream brought up to an id. */
static void read_report(int64_t client, const unsigned char *bytes, size_t length, int64_t read_ns) {
  const unsigned char *id = memmem(bytes, length, THROUGH, strlen(THROUGH));
  if (!id) return;
  id += strlen(THROUGH);
  const unsigned char *id_end = memchr(id, '"', bytes + length - id);
  int64_t through = id_end ? number_before(id, id_end) : 0;
  for (size_t i = 0; i < streamed.length; i++) {
    struct streamed *it = &streamed.entries[i];
    if (it->acked || it->client != client || it->seq > through) continue;
    it->acked = true;
    APPEND(messages, (struct message){ true, true, it->connection, it->index, read_ns, 0 });
  }
}

/* One request at a time: the answer is for the event of the request before it. */
static void read_http(struct source *from, const unsigned char *bytes, size_t length, int64_t read_ns) {
  struct connection *connection = from->connection;
  const unsigned char *at = bytes, *end = bytes + length;
  if (length > 12 && !memcmp(bytes, "HTTP/1.1 ", 9)) {
    if (!memcmp(bytes + 9, "101", 3)) {
      connection->websocket = true;
      at = memmem(bytes, length, "\r\n\r\n", 4);
      if (at && at + 4 < end) read_frames(from, at + 4, end - at - 4, read_ns);
    } else if (bytes[9] == '2' && connection->unanswered >= 0 && from->client != connection->request_from_client) {
      note(from, true, connection->unanswered, read_ns);
      connection->unanswered = -1;
    } else if (connection->reported && !from->client) {
      APPEND(answers, (struct open){ read_ns });
      connection->reported = false;
    }
    return;
  }
  if (from->client) {
    int64_t client = number_between("GET /clients/", "/stream ", bytes, length);
    if (client >= 0) connection->stream_of = client;
    if ((client = number_between("POST /clients/", "/acks ", bytes, length)) >= 0) {
      connection->reported = true;
      read_report(client, bytes, length, read_ns);
      return;
    }
  }
  while ((at = memmem(at, end - at, EVENT, strlen(EVENT)))) {
    int64_t index = index_after(EVENT, at, end - at);
    if (index >= 0) {
      note(from, false, index, read_ns);
      connection->unanswered = index;
      connection->request_from_client = from->client;
      if (connection->stream_of >= 0 && !from->client) note_streamed(connection, index, bytes, at);
    }
    at += strlen(EVENT);
  }
}

static bool write_all(int fd, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = send(fd, bytes, length, MSG_NOSIGNAL);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written;
    length -= written;
  }
  return true;
}

static void pass_on(struct source *from) {
  static unsigned char bytes[BUFFER_BYTES];
  ssize_t length = recv(from->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  int64_t read_ns = clock_ns(CLOCK_MONOTONIC);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length <= 0) { /* the other end is told; what it still has to say comes through until it ends, too */
    epoll_ctl(poller, EPOLL_CTL_DEL, from->fd, NULL);
    shutdown(from->other->fd, SHUT_WR);
    return;
  }
  size_t first = messages.length;
  bool was_websocket = from->connection->websocket;
  APPEND(chunks, (struct chunk){ from->client, length, read_ns });
  if (was_websocket) read_frames(from, bytes, length, read_ns);
  else read_http(from, bytes, length, read_ns);
  int64_t write_ns = clock_ns(CLOCK_MONOTONIC);
  for (size_t i = first; i < messages.length; i++) messages.entries[i].write_ns = write_ns;
  if (!write_all(from->other->fd, bytes, length)) shutdown(from->fd, SHUT_RD);
}

static void look(int process) {
  struct watched *it = &watched[process];
  char text[128] = "";
  long long total = 0, resident = -1;
  int64_t at_ns = clock_ns(CLOCK_MONOTONIC), cpu_ns = clock_ns(it->clock);
  if (cpu_ns < 0 || pread(it->statm, text, sizeof text - 1, 0) <= 0) return; /* it has ended */
  if (sscanf(text, "%lld %lld", &total, &resident) != 2) return;
  APPEND(usages, (struct usage){ process, at_ns, cpu_ns, resident * sysconf(_SC_PAGESIZE) });
}

static void watch(const char *name, int pid) {
  char path[64];
  if (watched_count == MOST_WATCHED) { errno = ENOSPC; fail("watch"); }
  struct watched *it = &watched[watched_count];
  snprintf(path, sizeof path, "/proc/%d/statm", pid);
  snprintf(it->name, sizeof it->name, "%s", name);
  if ((it->statm = open(path, O_RDONLY | O_CLOEXEC)) < 0) fail(path);
  if ((errno = clock_getcpuclockid(pid, &it->clock))) fail("clock_getcpuclockid");
  look(watched_count++);
  puts("watching");
}

static void report(void) {
  for (int i = 0; i < watched_count; i++) look(i);
  for (size_t i = 0; i < opens.length; i++) printf("open %lld\n", (long long)opens.entries[i].at_ns);
  for (size_t i = 0; i < answers.length; i++) printf("answer %lld\n", (long long)answers.entries[i].at_ns);
  for (size_t i = 0; i < chunks.length; i++) {
    struct chunk *it = &chunks.entries[i];
    printf("chunk %d %d %lld\n", it->from_client, it->bytes, (long long)it->read_ns);
  }
  for (size_t i = 0; i < messages.length; i++) {
    struct message *it = &messages.entries[i];
    printf("%s %d %d %lld %lld %lld\n", it->is_ack ? "ack" : "event", it->from_client, it->connection,
           (long long)it->index, (long long)it->read_ns, (long long)it->write_ns);
  }
  for (size_t i = 0; i < usages.length; i++) {
    struct usage *it = &usages.entries[i];
    printf("usage %s %lld %lld %lld\n", watched[it->process].name, (long long)it->at_ns, (long long)it->cpu_ns,
           (long long)it->rss_bytes);
  }
  puts("end");
}

static void obey(void) {
  static char line[256];
  static size_t length;
  char name[32], side;
  int number;
  ssize_t got = read(STDIN_FILENO, line + length, sizeof line - 1 - length);
  if (got <= 0) exit(0); /* whoever wanted it is gone */
  length += got;
  for (char *end; line[length] = 0, (end = strchr(line, '\n')); ) {
    *end = 0;
    if (sscanf(line, "listen %31s %d %c", name, &number, &side) == 3) listen_for(name, number, side == 'c');
    else if (sscanf(line, "watch %31s %d", name, &number) == 2) watch(name, number);
    else if (!strcmp(line, "report")) report();
    else { errno = EINVAL; fail(line); }
    length -= end + 1 - line;
    memmove(line, end + 1, length);
  }
  fflush(stdout);
}

int main(void) {
  struct epoll_event events[64];
  int64_t looked_ns = 0;
  if ((poller = epoll_create1(EPOLL_CLOEXEC)) < 0) fail("epoll_create1");
  poll_source(new_source(COMMANDS, STDIN_FILENO, false));
  for (;;) {
    int ready = epoll_wait(poller, events, 64, watched_count ? USAGE_EVERY_MS : -1);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct source *source = events[i].data.ptr;
      if (source->kind == LISTENER) accept_from(source);
      else if (source->kind == END) pass_on(source);
      else obey();
    }
    if (clock_ns(CLOCK_MONOTONIC) - looked_ns < USAGE_EVERY_MS * INT64_C(1000000)) continue;
    for (int i = 0; i < watched_count; i++) look(i);
    looked_ns = clock_ns(CLOCK_MONOTONIC);
  }
}
