import { loadLibraries } from "@/lib/engine/server/libraries";
import { someTokens } from "@/lib/engine/server/testing/harness";
const { addon } = await loadLibraries();
const m = await addon.Model.load({path:"/work/main/models/demo/demo-f16.gguf", gpuLayers:0, useMmap:true});
const all={attention:true,router:true,residual:true,logits:true};
const long=Int32Array.from(someTokens(448)), short=long.slice(0,64);
const med=(a:number[])=>a.sort((x,y)=>x-y)[a.length>>1]!;
for (const threads of [1,2]) {
  const context={contextTokens:512,microBatchTokens:512,threads,flashAttention:false,kvType:"f32" as const};
  const pp:number[]=[],pa:number[]=[],gp:number[]=[],ga:number[]=[];
  for(let i=0;i<5;i++){
    pp.push((await m.plain({tokens:long,generate:0,context})).promptMs);
    pa.push((await m.run({tokens:long,generate:0,sampling:{temperature:0,topK:0,topP:1,minP:0,seed:1},context,capture:all})).promptMs);
    gp.push((await m.plain({tokens:short,generate:32,context})).generateMs/32);
    const r=await m.run({tokens:short,generate:32,sampling:{temperature:3,topK:0,topP:1,minP:0,seed:1},context,capture:all});
    ga.push(r.generateMs/(r.tokens.length-64));
  }
  console.log(`threads ${threads}: prompt plain ${med(pp).toFixed(1)} all ${med(pa).toFixed(1)}  per token plain ${med(gp).toFixed(2)} all ${med(ga).toFixed(2)}`);
}
process.exit(0)
