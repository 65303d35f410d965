/* The load of the hub's benchmark: many subscribers in one process, one publisher beside them.
 *
 *   load PORT PATH PUBLISH_PORT PUBLISH_PATH PIDS name=value...
 *
 * PIDS are the server's processes, with commas between them. It opens `clients` streams, publishes `events` states of
 * 600 bytes, one every `gap_us`, and prints one line of JSON: what arrived, how late, and what it cost the server. With
 * gzip=1 it asks for a compressed stream and decodes every byte of it. With stalled=K, K more clients never read. With
 * reconnect=1 all clients leave at the end and come back at once. With snapshot=1 a client counts as connected when it
 * has the first state, else when it has the head of the answer. With hold=1 nothing is published: the clients take what
 * comes from elsewhere, until the load is killed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { BODY = 600, LINE = 4096, AT_ONCE = 256, LOCAL_ADDRESSES = 200, WAIT_MS = 3000 };

typedef struct {
    int fd;
    enum { CONNECTING, HEAD, READY } phase;
    bool compressed, chunked, counted;
    long chunk_left;      /* bytes of the chunk under way; -1: its size is being read */
    long chunk_size;      /* the size as far as it has been read */
    z_stream inflate;
    char line[LINE];      /* the line under way */
    int length;
    long newest;          /* number of the newest state seen, 0: none */
} Client;

static struct {
    long clients, events, gap_us, stalled;
    bool gzip, snapshot, reconnect, hold;
} wanted = {.clients = 1000, .events = 100, .gap_us = 20000};

static int port, publish_port;
static const char *path, *publish_path;
static Client *clients;
static int poller;
static long ready, deliveries, went_back, refused, bytes;
static int *latencies;
static bool measuring;
static volatile long published;
static char buffer[1 << 18], inflated[1 << 18];

static void give_up(const char *format, ...) {
    va_list rest;
    va_start(rest, format);
    vfprintf(stderr, format, rest);
    fputc('\n', stderr);
    exit(1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* ------------------------------------------------------------------------------------- what it costs the server */

static double cpu_of(const char *pid) {
    char name[300];
    double seconds = 0;
    snprintf(name, sizeof name, "/proc/%s/task", pid);
    DIR *tasks = opendir(name);
    if (!tasks) give_up("no process %s", pid);
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "/proc/%s/task/%s/schedstat", pid, task->d_name);
        FILE *file = fopen(name, "r");
        unsigned long long nanoseconds = 0;
        if (file && fscanf(file, "%llu", &nanoseconds) == 1) seconds += nanoseconds / 1e9;
        if (file) fclose(file);
    }
    closedir(tasks);
    return seconds;
}

static double memory_of(const char *pid) {
    char name[64];
    long total, resident = 0;
    snprintf(name, sizeof name, "/proc/%s/statm", pid);
    FILE *file = fopen(name, "r");
    if (file && fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return (double)resident * sysconf(_SC_PAGESIZE);
}

static double over(const char *pids, double (*figure)(const char *)) {
    char *copy = strdup(pids), *rest = copy;
    double sum = 0;
    for (char *pid; (pid = strsep(&rest, ","));) sum += figure(pid);
    free(copy);
    return sum;
}

/* ------------------------------------------------------------------------------------------- what a client reads */

static void take_line(Client *client) {
    client->line[client->length] = 0;
    const char *sent = strstr(client->line, "\"t\":"), *number = strstr(client->line, "\"n\":");
    if (strncmp(client->line, "data: ", 6) != 0 || !sent || !number) return;
    long n = atol(number + 4);
    if (n < client->newest) went_back++;
    client->newest = n;
    if (!measuring || n == 0) return;
    if (deliveries < wanted.clients * wanted.events) latencies[deliveries] = (now() - atoll(sent + 4)) / 1000;
    deliveries++;
}

static void take_text(Client *client, const char *text, long length) {
    for (const char *end = text + length; text < end;) {
        const char *stop = memchr(text, '\n', end - text);
        long part = (stop ? stop : end) - text;
        if (part > LINE - 1 - client->length) part = LINE - 1 - client->length;
        memcpy(client->line + client->length, text, part);
        client->length += part;
        if (!stop) return;
        take_line(client);
        client->length = 0;
        text = stop + 1;
    }
}

static void take_body(Client *client, char *body, long length) {
    if (!client->compressed) {
        take_text(client, body, length);
        return;
    }
    client->inflate.next_in = (Bytef *)body;
    client->inflate.avail_in = length;
    do {
        client->inflate.next_out = (Bytef *)inflated;
        client->inflate.avail_out = sizeof inflated;
        int answer = inflate(&client->inflate, Z_SYNC_FLUSH);
        if (answer != Z_OK && answer != Z_BUF_ERROR) give_up("a broken gzip stream: %d", answer);
        take_text(client, inflated, sizeof inflated - client->inflate.avail_out);
    } while (client->inflate.avail_out == 0);
}

static void take_chunks(Client *client, char *data, long length) {
    while (length > 0) {
        if (client->chunk_left < 0) {
            char c = *data++;
            length--;
            if (c == '\n' && client->chunk_size > 0) client->chunk_left = client->chunk_size, client->chunk_size = 0;
            else if (c >= '0' && c <= '9') client->chunk_size = client->chunk_size * 16 + c - '0';
            else if (c >= 'a' && c <= 'f') client->chunk_size = client->chunk_size * 16 + c - 'a' + 10;
            continue;
        }
        long part = length < client->chunk_left ? length : client->chunk_left;
        take_body(client, data, part);
        data += part, length -= part, client->chunk_left -= part;
        if (client->chunk_left == 0) client->chunk_left = -1;
    }
}

static char *take_head(Client *client, char *data) {
    char *end = strstr(data, "\r\n\r\n");
    if (!end) give_up("half a head: %s", data);
    *end = 0;
    if (strncmp(data, "HTTP/1.1 200", 12) != 0) {
        refused++;
        return NULL;
    }
    client->compressed = strcasestr(data, "content-encoding: gzip") != NULL;
    client->chunked = strcasestr(data, "transfer-encoding: chunked") != NULL;
    if (client->compressed && inflateInit2(&client->inflate, 31) != Z_OK) give_up("zlib does not start");
    client->phase = READY;
    return end + 4;
}

static void take(Client *client) {
    long length = read(client->fd, buffer, sizeof buffer - 1);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) give_up("the server closed a stream after %ld deliveries", deliveries);
    if (measuring) bytes += length;
    char *data = buffer;
    data[length] = 0;
    if (client->phase == HEAD) {
        data = take_head(client, data);
        if (!data) return;
        length -= data - buffer;
    }
    if (client->chunked) take_chunks(client, data, length);
    else take_body(client, data, length);
    if (!client->counted && (!wanted.snapshot || client->newest >= 0)) client->counted = true, ready++;
}

/* ---------------------------------------------------------------------------------------------------- connections */

static int connection(long number, int to, bool wait) {
    int fd = socket(AF_INET, SOCK_STREAM | (wait ? 0 : SOCK_NONBLOCK), 0), yes = 1;
    struct sockaddr_in from = {.sin_family = AF_INET}, peer = {.sin_family = AF_INET, .sin_port = htons(to)};
    /* From many addresses, since one has only 28,000 ports. */
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (1 << 8) + number % LOCAL_ADDRESSES);
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(fd, (void *)&from, sizeof from) != 0) give_up("bind: %s", strerror(errno));
    if (connect(fd, (void *)&peer, sizeof peer) != 0 && errno != EINPROGRESS) give_up("connect: %s", strerror(errno));
    return fd;
}

static void ask(int fd) {
    char request[512];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n",
                          path, wanted.gzip ? "Accept-Encoding: gzip\r\n" : "");
    if (write(fd, request, length) != length) give_up("request: %s", strerror(errno));
}

static void start(long number) {
    Client *client = &clients[number];
    if (client->compressed) inflateEnd(&client->inflate);
    memset(client, 0, sizeof *client);
    client->chunk_left = client->newest = -1;
    client->fd = connection(number, port, false);
    struct epoll_event event = {.events = EPOLLOUT, .data.u64 = number};
    epoll_ctl(poller, EPOLL_CTL_ADD, client->fd, &event);
}

static bool turn(int wait_ms) {
    struct epoll_event events[512];
    int count = epoll_wait(poller, events, 512, wait_ms);
    for (int i = 0; i < count; i++) {
        Client *client = &clients[events[i].data.u64];
        if (client->phase == CONNECTING) {
            ask(client->fd);
            client->phase = HEAD;
            events[i].events = EPOLLIN;
            epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &events[i]);
        } else take(client);
    }
    return count > 0;
}

static double connect_all(long at_once) {
    long long begun = now();
    ready = 0;
    for (long started = 0; ready + refused < wanted.clients;) {
        while (started < wanted.clients && started - ready < at_once) start(started++);
        if (!turn(10 * WAIT_MS)) give_up("only %ld of %ld connected", ready, wanted.clients);
    }
    return (now() - begun) / 1e9;
}

static long at_newest(void) {
    long right = 0;
    for (long i = 0; i < wanted.clients; i++) right += clients[i].newest == wanted.events;
    return right;
}

static double come_back(void) {
    for (long i = 0; i < wanted.clients; i++) close(clients[i].fd);
    usleep(300000);
    double seconds = connect_all(wanted.clients);
    if (wanted.snapshot && at_newest() != wanted.clients - refused) give_up("%ld are right after coming back", at_newest());
    return seconds;
}

static void open_stalled(void) {
    for (long i = 0; i < wanted.stalled; i++) {
        int fd = connection(wanted.clients + i, port, true), small = 4096;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        ask(fd);
    }
}

/* ------------------------------------------------------------------------------------------------------ publishing */

static void publish(int fd, long number) {
    char request[1024], answer[1024];
    int head = snprintf(request, sizeof request,
                        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                        publish_path, BODY);
    int filled = snprintf(request + head, BODY, "{\"t\":%lld,\"n\":%ld,\"state\":\"", now(), number);
    /* As different from the one before as a state is: the numbers change, most of it stays. */
    for (int i = filled; i < BODY - 2; i++) request[head + i] = 'a' + i * 7 % 23;
    memcpy(request + head + BODY - 2, "\"}", 2);
    if (write(fd, request, head + BODY) != head + BODY) give_up("publish: %s", strerror(errno));
    long length = read(fd, answer, sizeof answer - 1);
    if (length <= 0 || strncmp(answer + 9, "2", 1) != 0) give_up("publish: the server answered %.*s", (int)length, answer);
}

static void *publishing(void *unused) {
    int fd = connection(0, publish_port, true);
    long long due = now();
    for (long n = 1; n <= wanted.events; n++) {
        publish(fd, n);
        published = n;
        due += wanted.gap_us * 1000;
        long long left = due - now();
        struct timespec pause = {left / 1000000000, left % 1000000000};
        if (left > 0) nanosleep(&pause, NULL);
    }
    close(fd);
    return unused;
}

static void receive_all(void) {
    pthread_t publisher;
    measuring = true;
    pthread_create(&publisher, NULL, publishing, NULL);
    while (deliveries < wanted.clients * wanted.events)
        if (!turn(WAIT_MS) && published == wanted.events) break;
    measuring = false;
    pthread_join(publisher, NULL);
}

/* ----------------------------------------------------------------------------------------------------------- all */

static int smaller(const void *one, const void *other) { return *(const int *)one - *(const int *)other; }

static double latency_ms(double share) {
    long kept = deliveries < wanted.clients * wanted.events ? deliveries : wanted.clients * wanted.events;
    return kept ? latencies[(long)((kept - 1) * share)] / 1e3 : 0;
}

static void read_wishes(int count, char **words) {
    for (int i = 0; i < count; i++) {
        char *value = strchr(words[i], '=');
        if (!value) give_up("%s is not name=value", words[i]);
        long number = atol(value + 1);
        *value = 0;
        if (!strcmp(words[i], "clients")) wanted.clients = number;
        else if (!strcmp(words[i], "events")) wanted.events = number;
        else if (!strcmp(words[i], "gap_us")) wanted.gap_us = number;
        else if (!strcmp(words[i], "stalled")) wanted.stalled = number;
        else if (!strcmp(words[i], "gzip")) wanted.gzip = number;
        else if (!strcmp(words[i], "snapshot")) wanted.snapshot = number;
        else if (!strcmp(words[i], "reconnect")) wanted.reconnect = number;
        else if (!strcmp(words[i], "hold")) wanted.hold = number;
        else give_up("there is no %s", words[i]);
    }
}

int main(int count, char **words) {
    if (count < 6) give_up("load PORT PATH PUBLISH_PORT PUBLISH_PATH PIDS name=value...");
    port = atoi(words[1]), path = words[2], publish_port = atoi(words[3]), publish_path = words[4];
    const char *pids = words[5];
    read_wishes(count - 6, words + 6);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    poller = epoll_create1(0);
    clients = calloc(wanted.clients, sizeof *clients);
    latencies = calloc(wanted.clients * wanted.events, sizeof *latencies);

    double memory = over(pids, memory_of), cpu = over(pids, cpu_of);
    double connecting = connect_all(AT_ONCE);
    double accept_cpu = over(pids, cpu_of) - cpu;
    open_stalled();
    while (wanted.hold) turn(-1);
    while (turn(300)) {}
    memory = over(pids, memory_of) - memory;
    cpu = over(pids, cpu_of);
    receive_all();
    cpu = over(pids, cpu_of) - cpu;
    long right = at_newest(), got = deliveries;
    qsort(latencies, got < wanted.clients * wanted.events ? got : wanted.clients * wanted.events, sizeof(int), smaller);
    printf("{\"connects_per_s\": %.0f, \"connect_cpu_us\": %.2f, \"deliveries\": %ld, \"asked\": %ld, \"right\": %ld, "
           "\"went_back\": %ld, \"cpu_us\": %.3f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f, \"memory\": %.0f, "
           "\"bytes\": %.1f, \"back_s\": %.3f, \"refused\": %ld}\n",
           wanted.clients / connecting, accept_cpu * 1e6 / wanted.clients, got, wanted.clients * wanted.events, right, went_back,
           got ? cpu * 1e6 / got : 0, latency_ms(.5), latency_ms(.99), latency_ms(1), memory / wanted.clients,
           got ? (double)bytes / got : 0, wanted.reconnect ? come_back() : 0, refused);
    return 0;
}
