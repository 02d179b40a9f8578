export class Server {
  private attach(target: HttpServer): void {
    console.log("attaching", this.path, target);
    const map = this.path + "/client.js.map";
    const listeners = target.listeners("request").slice(0);
    const self = this;
    target.removeAll("request");
    target.on("request", function (request, response) {
      if (self.pattern.test(request.url)) self.serve(request, response);
      else for (let i = 0; i < listeners.length; i++) listeners[i].call(target, request, response);
    });
  }
}
